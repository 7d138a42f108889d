import { beforeEach, describe, expect, test } from '@jest/globals';
import { hint } from '../../../bin/client/hints.ts';
import { heldBackLines } from '../../../bin/release/print/show-held-back.ts';
import { clean } from '../../../bin/release/use-cases/clean.ts';
import { heldBack } from '../../../bin/release/use-cases/held-back.ts';
import { readHistory } from '../../../functions/registry/handlers/release/read-history.ts';
import { giveUp, resume } from '../../../functions/registry/handlers/release/resume.ts';
import { rollback } from '../../../functions/registry/handlers/release/rollback.ts';
import { domainStatus } from '../../../functions/registry/handlers/release/status.ts';
import { tellRecord } from '../../../functions/registry/handlers/release/tell-record.ts';
import { unpin } from '../../../functions/registry/handlers/release/unpin.ts';
import { Crash, World } from './world.ts';

const why = { reason: 'a test' };
const PIN = '/folio/release/ledger/api/pin';

let world: World;
beforeEach(() => {
  world = new World();
  for (let count = 0; count < 3; count += 1) world.deploy();
});

const back = (to?: string) =>
  rollback(world.ports(), { domain: 'ledger', why, dryRun: false, ...(to === undefined ? {} : { to }) });
const backAlone = (to: string) =>
  rollback(world.ports(), { domain: 'ledger', function: 'api', to, why, dryRun: false });
const letGo = (only?: string) => {
  const what = only === undefined ? {} : { function: only };
  return unpin(world.ports(), { domain: 'ledger', ...what, why, dryRun: false, anyway: true });
};
const status = () => domainStatus(world.ports(), 'ledger');
const problems = async () => (await status()).problems;

describe('the status after an un-pin', () => {
  test('promises the next deployment nothing that it does not do: the same release does not come back', async () => {
    await back();
    await letGo();
    const { problems: found, notes } = await status();
    expect(notes).toEqual([]);
    expect(found).toHaveLength(2);
    for (const each of found) {
      expect(each).toMatch(
        /is not pinned, and its alias stands at 2 where the template says 3: the same release does not/,
      );
      expect(each).not.toContain('\n');
    }
    await back('3');
    await letGo();
    expect(await status()).toMatchObject({ problems: [], notes: [] });
  });

  test('waits for the next deployment where one has seen the pin', async () => {
    await back();
    world.deploy();
    await letGo();
    expect(await status()).toMatchObject({
      problems: [],
      notes: [expect.stringContaining('the next deployment moves')],
    });
    world.deploy();
    expect(await status()).toMatchObject({ problems: [], notes: [] });
  });

  test('says where CodeDeploy would refuse the next deployment', async () => {
    world.deploysFrom = 'what-was-deployed';
    await back();
    await letGo();
    expect((await problems()).join('\n')).toContain('CodeDeploy would refuse the next deployment');
  });

  test('blames nobody for an alias that the deployment had no reason to move', async () => {
    await back();
    await letGo();
    world.deploy();
    world.point('relay', '2');
    expect(await problems()).toEqual([
      expect.stringMatching(/relay stands at 2, the log says 4: the deployment after its un-pin had nothing to move/),
    ]);
  });
});

describe('the status, which compares pins with the log,', () => {
  test('finds a pin that was set by hand to what is live: an un-pin puts it right', async () => {
    world.pins.set(PIN, '3');
    expect(await problems()).toEqual([
      'the pin of api says 3, the log says that nothing holds it: "folio release unpin ledger/api" puts that right',
    ]);
    await letGo('api');
    expect(await problems()).toEqual([]);
  });

  test('finds a pin that was cleared by hand: a rollback to where it was puts it right', async () => {
    await back();
    world.deploy();
    world.pins.set(PIN, 'none');
    expect(await problems()).toEqual([
      'the pin of api says none, the log says that it is pinned to 2: "folio release rollback ledger/api --to 2" puts that right',
    ]);
    await backAlone('2');
    expect(await problems()).toEqual([]);
  });

  test('finds what a crash of an un-pin left: another one finishes it', async () => {
    await back();
    world.deploy();
    world.crashAt = { change: world.changes + 2, after: false };
    await expect(letGo()).rejects.toThrow(Crash);
    world.crashAt = undefined;
    const left = await problems();
    expect(left).toHaveLength(2);
    expect(left[0]).toContain('"folio release unpin ledger/api" puts that right');
    await letGo();
    expect(await problems()).toEqual([]);
  });

  test.each([1, 2, 3, 4, 5])(
    'finds that the last %i records of the log are gone, whose hashes still fit',
    async (cut) => {
      await back();
      world.deploy();
      await back('3');
      world.records = world.records.slice(0, -cut);
      expect(await problems()).not.toEqual([]);
    },
  );

  test('takes either pin where a rollback was given up half way', async () => {
    world.crashAt = { change: 3, after: false };
    await expect(back()).rejects.toThrow(Crash);
    world.crashAt = undefined;
    await giveUp(world.ports(), 'ledger', why);
    expect([...world.pins.values()]).toEqual(['2', 'none']);
    expect(await problems()).toEqual(['api is pinned to 2 and its alias stands at 3']);
  });

  test('compares nothing while a rollback is open', async () => {
    world.crashAt = { change: 3, after: false };
    await expect(back()).rejects.toThrow(Crash);
    world.crashAt = undefined;
    expect((await problems()).filter((each) => each.includes('the log says that'))).toEqual([]);
    await resume(world.ports(), 'ledger');
    expect(await problems()).toEqual([]);
  });
});

describe('the status during a deployment', () => {
  /** What CodeDeploy has done when a version bakes: published, moved or shared, not on record yet. */
  const bake = (version: string, weights: Record<string, number> = {}) => {
    world.stack = 'UPDATE_IN_PROGRESS';
    world.shifting = [{ functionName: 'api', from: '3', to: '4', endsAt: world.clock + 41_000 }];
    world.point('api', version, weights);
  };

  test.each<readonly [string, string, Record<string, number>]>([
    ['all at once', '4', {}],
    ['as a canary', '3', { '4': 0.1 }],
  ])(
    'says what bakes %s and how long still, agrees, and keeps the number of what is live',
    async (_how, at, weights) => {
      bake(at, weights);
      expect(await status()).toMatchObject({
        release: 3,
        problems: [],
        notes: ['baking: api 3 -> 4, 41 s left'],
        functions: [
          { name: 'api', baking: { from: '3', to: '4' } },
          { name: 'relay', baking: null },
        ],
      });
    },
  );

  test('takes nothing else for a bake: a version that it does not lead to, or another function', async () => {
    bake('2');
    expect(await problems()).toEqual([expect.stringContaining('api stands at 2, the log says 3')]);
    bake('3', { '2': 0.1 });
    expect(await problems()).toEqual([expect.stringContaining('api is being shifted')]);
    bake('4');
    world.point('relay', '2');
    expect(await problems()).toEqual([expect.stringContaining('relay stands at 2')]);
  });

  test('agrees in the moment between the end of a bake and its record, and not when no deployment runs', async () => {
    world.versions.set('api:4', { active: true, codeSha256: 'h', names: [], at: world.clock });
    world.point('api', '4');
    expect(await problems()).toHaveLength(1);
    world.stack = 'UPDATE_IN_PROGRESS';
    expect(await status()).toMatchObject({ release: 3, problems: [], notes: ['a deployment is under way'] });
  });
});

describe('a domain that has left the app', () => {
  test.each(['DELETE_COMPLETE', ''])(
    'is shown as removed (%s), and no command works on what is gone',
    async (stack) => {
      world.stack = stack;
      const ports = { ...world.ports(), stackStatus: async () => (stack === '' ? undefined : stack) };
      const nothing = async (): Promise<never> => {
        throw new Error('Function not found');
      };
      const gone = {
        ...ports,
        functions: { ...ports.functions, alias: nothing, published: nothing, version: nothing },
      };
      expect(await domainStatus(gone, 'ledger')).toMatchObject({
        removed: true,
        release: null,
        problems: [],
        notes: [expect.stringContaining('removed: its stack Folio-Ledger is gone')],
      });
      const removed = 'ledger has been removed: its stack Folio-Ledger is gone';
      await expect(rollback(gone, { domain: 'ledger', why, dryRun: false })).rejects.toThrow(removed);
      await expect(rollback(gone, { domain: 'ledger', why, dryRun: true })).rejects.toThrow(removed);
      await expect(clean(gone, 'ledger', false)).rejects.toThrow(removed);
      world.stack = 'UPDATE_COMPLETE';
      world.crashAt = { change: world.changes + 2, after: true };
      await expect(back()).rejects.toThrow(Crash);
      world.crashAt = undefined;
      await expect(resume(gone, 'ledger')).rejects.toThrow('--give-up');
      await giveUp(gone, 'ledger', why);
      world.pins.set(PIN, '2');
      await unpin(gone, { domain: 'ledger', why, dryRun: false, anyway: true });
      expect(world.pins.get(PIN)).toBe('none');
    },
  );
});

describe('what a deployment leaves behind a pin', () => {
  test('is told by function, by who holds it since when and why, and by what frees it; nothing where nothing waits', async () => {
    const only = async (actor: string) => ({ ...world.ports(actor), domains: async () => ['ledger'] });
    expect(await heldBack(await only('ann'))).toEqual([]);
    await back('2');
    world.deploy();
    const held = await heldBack(await only('ben'));
    expect(held.map(({ function: name, live, waiting, by }) => [name, live, waiting, by?.actor, by?.reason])).toEqual([
      ['api', '2', '4', 'ann', 'a test'],
      ['relay', '2', '4', 'ann', 'a test'],
    ]);
    const lines = heldBackLines(held);
    expect(lines).toEqual([
      'ledger/api stays at 2: pinned since 2026-11-22T10:00:00.000Z by ann ("a test"). 4 is published and waits.',
      'ledger/relay stays at 2: pinned since 2026-11-22T10:00:00.000Z by ann ("a test"). 4 is published and waits.',
      `To let it go: ${hint('release', 'unpin', 'ledger')} --reason "...", then deploy again.`,
    ]);
    await letGo();
    expect(await heldBack(await only('ben'))).toEqual([]);
  });
});

describe('a reason of several lines', () => {
  test('is one row of the log, whoever wrote it, and one line of what is held back', async () => {
    const forged = 'x\n*  99  release 9  2026-01-01T00:00:00.000Z  nobody  deployed release 9';
    const ports = { ...world.ports('ann'), domains: async () => ['ledger'] };
    await rollback(ports, { domain: 'ledger', why: { reason: forged, incident: 'a\u2028b' }, dryRun: false });
    const history = await readHistory(ports, 'ledger');
    const told = history.records.map(({ event }) => tellRecord(event, history));
    expect(told.filter((one) => one.includes('deployed release 9') && one.includes('(a b)'))).toHaveLength(1);
    world.deploy();
    const held = heldBackLines(await heldBack(ports));
    expect(held.length).toBeGreaterThan(1);
    for (const one of [...told, ...held]) expect(one).not.toMatch(/[\n\u2028]/);
  });
});

describe('a rollback by number', () => {
  test('to what is live is refused as nothing to do, dry or not; to one that is not there, by those that are', async () => {
    await expect(back('3')).rejects.toThrow('ledger is not rolled back: release 3 (api 3, relay 3) is live already.');
    await expect(back('8')).rejects.toThrow('there is no release 8; there are 1, 2, 3.');
    await expect(backAlone('3')).rejects.toThrow('is live already');
    await expect(backAlone('9')).rejects.toThrow('version 9 of api was never live; these were: 1, 2, 3.');
    expect(world.pins.get(PIN)).toBe('none');
  });
});
