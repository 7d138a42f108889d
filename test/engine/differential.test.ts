import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Engine, openEngine } from '../../local/dynamodb/engine.ts';
import { DynamoError, errorBody } from '../../local/dynamodb/errors.ts';
import { startDynamoLocal } from '../support/dynamo.ts';
import { type Ask, answerOf, asker } from './differential/answers.ts';
import { differenceOf, digestOf, type Recorded, removeItems } from './differential/compare.ts';
import { Generator } from './differential/operations.ts';
import { CREATE } from './differential/table.ts';

const FOLDER = join(import.meta.dirname, 'differential');
const recordings = readdirSync(FOLDER).filter((name) => name.endsWith('.json.gz'));

/** Asks an engine of this process, by way of JSON. */
const askOf =
  (engine: Engine): Ask =>
  async ({ operation, input }) => {
    try {
      return answerOf(operation, input, 200, await engine.call(operation, JSON.parse(JSON.stringify(input))));
    } catch (error) {
      if (!(error instanceof DynamoError)) throw error;
      return answerOf(operation, input, error.status, errorBody(error));
    }
  };

const engines: Engine[] = [];
const fresh = async (): Promise<Ask> => {
  const engine = await openEngine();
  engines.push(engine);
  const ask = askOf(engine);
  await ask(CREATE);
  return ask;
};
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

describe('answers to random calls, valid and invalid', () => {
  test.each(recordings)(
    'are those of DynamoDB Local, or differ by a rule that has a source: %s',
    async (name) => {
      const { seed, recorded } = JSON.parse(gunzipSync(readFileSync(join(FOLDER, name))).toString()) as {
        readonly seed: number;
        readonly recorded: readonly Recorded[];
      };
      const ask = await fresh();
      const generator = new Generator(seed);
      const unexpected: unknown[] = [];
      for (const [at, theirs] of recorded.entries()) {
        const call = generator.next();
        const ours = await ask(call);
        if (typeof theirs === 'string') {
          if (digestOf(ours) !== theirs) unexpected.push({ at, seed, call, ours });
          continue;
        }
        const difference = differenceOf(call, ours, theirs);
        if (difference !== undefined && difference.rule === undefined) unexpected.push({ at, seed, ...difference });
        await removeItems(call, [ask]);
      }
      expect(unexpected).toEqual([]);
      expect(recorded.length).toBeGreaterThanOrEqual(5_000);
    },
    120_000,
  );
});

const CALLS = Number(process.env.FOLIO_TEST_DIFFERENTIAL ?? 10_000);

describe('beside DynamoDB Local', () => {
  let local: Awaited<ReturnType<typeof startDynamoLocal>>;
  beforeAll(async () => {
    local = await startDynamoLocal();
  });
  afterAll(async () => {
    if (typeof local !== 'string') await local.stop();
  });

  test('the same is answered to calls of a new seed', async () => {
    if (typeof local === 'string') {
      process.stderr.write(`no new seed was compared: ${local}\n`);
      return;
    }
    const seed = Date.now() % 1_000_000;
    process.stderr.write(`differential seed: ${seed}, ${CALLS} calls\n`);
    const [ask, askLocal] = [await fresh(), asker(local.endpoint)];
    await askLocal(CREATE);
    const generator = new Generator(seed);
    const unexpected: unknown[] = [];
    for (let at = 0; at < CALLS; at += 1) {
      const call = generator.next();
      const [ours, theirs] = await Promise.all([ask(call), askLocal(call)]);
      const difference = differenceOf(call, ours, theirs);
      if (difference === undefined) continue;
      if (difference.rule === undefined) unexpected.push({ at, seed, ...difference });
      await removeItems(call, [ask, askLocal]);
    }
    expect(unexpected).toEqual([]);
  }, 900_000);
});
