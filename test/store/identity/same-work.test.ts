import { createHook } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { issueTokenRoute } from '../../../functions/identity/handlers/api/issue-token.ts';
import { COST, NOBODY } from '../../../functions/identity/model/secret-hash.ts';
import { findClient } from '../../../functions/identity/store/queries/clients.ts';
import { type IdentityBench, startIdentity } from '../../support/identity-bench.ts';
import { admin, tokenCall } from '../../support/identity-calls.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { bodyOf, clientCalls } from './client-kit.ts';

/** What a token request costs: runs of scrypt, and calls of the store and the key service, in their order. */
interface Work {
  readonly scrypts: number;
  readonly calls: readonly string[];
}

await onEachEngine((engine) => {
  let bench: IdentityBench;
  let runs = 0;
  /** Every run of scrypt in this process, whoever asks for it. */
  const hook = createHook({
    init: (_, type) => {
      if (type === 'SCRYPTREQUEST') runs += 1;
    },
  });
  beforeAll(async () => {
    bench = await startIdentity(engine);
    hook.enable();
  });
  afterAll(async () => {
    hook.disable();
    await bench.stop();
  });

  const acme = admin('acme', 'cli_root');
  const { rotate, remove, made } = clientCalls(() => bench);

  const asked = async (id: string, secret: string) => {
    const calls: string[] = [];
    const dynamo = {
      send: (command: { readonly constructor: { readonly name: string } }) => {
        calls.push(command.constructor.name);
        return bench.dynamo.send(command as never);
      },
    } as unknown as typeof bench.deps.dynamo;
    const keys = {
      ...bench.deps.keys,
      sign: (...args: Parameters<typeof bench.deps.keys.sign>) => {
        calls.push('sign');
        return bench.deps.keys.sign(...args);
      },
    };
    const countFailure = (clientId: string) => {
      calls.push('countFailure');
      return bench.deps.countFailure(clientId);
    };
    const before = runs;
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
    const route = issueTokenRoute({ ...bench.deps, dynamo, keys, countFailure });
    const { status, body, headers } = await route.handle(tokenCall(form));
    const work: Work = { scrypts: runs - before, calls };
    return { work, answer: { status, body, headers } };
  };

  const REFUSED: Work = { scrypts: 1, calls: ['GetItemCommand', 'countFailure'] };

  describe('a token request that is refused', () => {
    test('costs the same and is answered the same, whether there is such a client or not, and whatever became of it', async () => {
      const known = await made(acme, 'w-1');
      const gone = await made(acme, 'w-2');
      await remove(acme, gone.id);
      const turned = await made(acme, 'w-3');
      await rotate(acme, 'w-3r', turned.id);
      const both = await made(acme, 'w-4');
      await rotate(acme, 'w-4r', both.id, { overlapSeconds: 600 });
      const over = await made(acme, 'w-5');
      await rotate(acme, 'w-5r', over.id, { overlapSeconds: 60 });
      bench.time.now += 60_000;
      const wrong = `folio_${'x'.repeat(43)}`;
      const unknown = await asked('cli_00000000000000000000000000', wrong);
      expect([unknown.work, unknown.answer.status]).toEqual([REFUSED, 401]);
      for (const [id, secret] of [
        [known.id, wrong],
        [known.id, ''.padEnd(256, 'x')],
        [known.id, known.secret.toLowerCase()],
        [gone.id, gone.secret],
        [gone.id, wrong],
        [turned.id, turned.secret],
        [both.id, wrong],
        [over.id, over.secret],
        ['cli_1', wrong],
      ] as const) {
        expect([id, secret, await asked(id, secret)]).toEqual([id, secret, unknown]);
      }
    });

    test('costs as much for an unknown client as for one that was made now', async () => {
      const { id } = await made(acme, 'w-6');
      const { hash } = (await findClient(bench.deps, id)) ?? { hash: NOBODY };
      expect([hash.cost, NOBODY.cost]).toEqual([COST, COST]);
      expect([NOBODY.salt.length, NOBODY.digest.length]).toEqual([hash.salt.length, hash.digest.length]);
    });
  });

  describe('a token request that is granted', () => {
    test('costs one run of scrypt and counts nothing, by the present secret and by the one before it', async () => {
      const { id, secret } = await made(acme, 'w-7');
      const { secret: next } = bodyOf(await rotate(acme, 'w-7r', id, { overlapSeconds: 60 }));
      const granted: Work = { scrypts: 1, calls: ['GetItemCommand', 'sign'] };
      bench.time.now += 59_999;
      for (const one of [secret, next]) {
        const { work, answer } = await asked(id, one);
        expect([work, answer.status]).toEqual([granted, 200]);
      }
      bench.time.now += 1;
      expect([(await asked(id, secret)).work, (await asked(id, next)).work]).toEqual([REFUSED, granted]);
    });
  });
});
