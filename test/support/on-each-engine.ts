import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, jest } from '@jest/globals';
import { clientFor, type Engine, startEngines } from './dynamo.ts';

/** For a test on Amazon's engine, which takes several times as long as the embedded one. */
const PATIENCE_MS = 120_000;

/**
 * The tests of a file on every engine that this machine has: what the embedded one lets through, Amazon's own may refuse.
 * Engines run for as long as the file.
 */
export const onEachEngine = async (tests: (engine: Engine) => void, start = startEngines): Promise<void> => {
  const engines = await start();
  if (engines.length > 1) jest.setTimeout(PATIENCE_MS);
  afterAll(() => Promise.all(engines.map((engine) => engine.stop())));
  describe.each(engines)('on the $name', tests);
};

/** A client for the tests of one engine. */
export const clientOf = ({ endpoint }: Engine): DynamoDBClient => {
  const client = clientFor(endpoint);
  afterAll(() => client.destroy());
  return client;
};
