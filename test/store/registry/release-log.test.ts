import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReleaseEvent, ReleaseRecord } from '../../../functions/registry/contract/release-record.ts';
import { build } from '../../../functions/registry/handlers/custom-resource.ts';
import type { Outcome } from '../../../functions/registry/handlers/deps.ts';
import { nextRecord } from '../../../functions/registry/model/chain.ts';
import { LostRace } from '../../../functions/registry/model/log-errors.ts';
import { type ReleaseLog, releaseLog } from '../../../functions/registry/store/release-log.ts';
import { clockOf } from '../../support/clock.ts';
import { clientFor, type Engine, startEngines } from '../../support/dynamo.ts';

const TableName = 'releases';
const engines: Engine[] = [];
beforeAll(async () => {
  engines.push(...(await startEngines()));
  for (const { endpoint } of engines) {
    await clientFor(endpoint).send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    );
  }
});
afterAll(async () => {
  for (const engine of engines) await engine.stop();
});

const event: ReleaseEvent = { kind: 'unpinned', was: { api: '1' }, reason: 'a test' };
const entry = (domain: string, actor = 'ann') => ({ domain, at: 1_795_000_000_000, actor, event });

const onEach = async (run: (log: ReleaseLog, engine: Engine) => Promise<void>): Promise<void> => {
  expect(engines.length).toBeGreaterThan(0);
  for (const engine of engines) await run(releaseLog(clientFor(engine.endpoint), TableName), engine);
};

describe('the release log', () => {
  test('gives back what was written, in order, each record chained to the one before', () =>
    onEach(async (log) => {
      let records: readonly ReleaseRecord[] = [];
      for (let count = 0; count < 12; count += 1)
        records = [...records, await log.append(records, entry('order', `a${count}`))];
      const read = await log.read('order');
      expect(read).toEqual(records);
      expect(read.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
      expect(read.slice(1).map(({ previous }) => previous)).toEqual(read.slice(0, -1).map(({ hash }) => hash));
    }));

  test('gives a place to one of many who want it', () =>
    onEach(async (log) => {
      const tries = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) => log.append([], entry('race', `a${index}`))),
      );
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const each of tries) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(LostRace);
      expect(await log.read('race')).toHaveLength(1);
    }));

  test('is whole with a record in it that says more than this release knows', () =>
    onEach(async (log, engine) => {
      const first = await log.append([], entry('later'));
      const told = { ...entry('later'), at: new Date(entry('later').at).toISOString() };
      const later = nextRecord(first, { ...told, event: { ...event, tomorrow: 'a word' } as ReleaseEvent });
      const Item = { pk: { S: 'later' }, sk: { S: 'R#0000000002' }, record: { S: JSON.stringify(later) } };
      await clientFor(engine.endpoint).send(new PutItemCommand({ TableName, Item }));
      const read = await log.read('later');
      expect(read.map((record) => record.event)).toEqual([event, event]);
      expect((await log.append(read, entry('later'))).previous).toBe(later.hash);
      expect(await log.read('later')).toHaveLength(3);
    }));

  test('takes a record that is sent again for the one that is there', () =>
    onEach(async (log) => {
      const first = await log.append([], entry('again'));
      expect(await log.append([], entry('again'))).toEqual(first);
      expect(await log.read('again')).toHaveLength(1);
    }));

  const shift = (deployment: string): ReleaseEvent => ({
    kind: 'promoted',
    ...{ function: 'api', from: '1', to: '2', deployment },
  });

  test('lets a decision pass observations that came meanwhile, and nothing else', () =>
    onEach(async (log) => {
      const first = await log.append([], entry('meanwhile'));
      const second = await log.append([first], { ...entry('meanwhile', 'codedeploy'), event: shift('d-1') });
      const third = await log.append([first, second], { ...entry('meanwhile', 'codedeploy'), event: shift('d-2') });
      const decision = await log.append([first], entry('meanwhile', 'ben'));
      expect([decision.seq, decision.previous]).toEqual([4, third.hash]);
      await expect(log.append([first], entry('meanwhile', 'eve'))).rejects.toThrow(LostRace);
      expect(await log.read('meanwhile')).toHaveLength(4);
    }));

  test('makes an observation look again, for the one that came meanwhile may be the same', () =>
    onEach(async (log) => {
      await log.append([], { ...entry('same', 'codedeploy'), event: shift('d-1') });
      await expect(log.append([], { ...entry('same', 'alarm'), event: shift('d-1') })).rejects.toThrow(LostRace);
    }));

  test('names the first record that is not as it was written', () =>
    onEach(async (log, { endpoint }) => {
      const first = await log.append([], entry('damage'));
      const second = await log.append([first], entry('damage', 'ben'));
      const forged = JSON.stringify({ ...second, actor: 'eve' });
      const Item = { pk: { S: 'damage' }, sk: { S: 'R#0000000002' }, record: { S: forged } };
      await clientFor(endpoint).send(new PutItemCommand({ TableName, Item }));
      await expect(log.read('damage')).rejects.toThrow('The release log of damage is damaged at record 2.');
    }));
});

const request = (type: string, ResourceProperties: object, RequestType = 'Create') => ({
  RequestType,
  ResponseURL: 'https://answer.example/once',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Release',
  ResourceType: type,
  ResourceProperties,
});

const RELEASE = {
  Domain: 'ledger',
  Stack: 'Folio-Ledger',
  Published: '/folio/releases/ledger',
  DataGeneration: '2',
  DataFloor: '1',
  Functions: [{ Name: 'api', Alias: 'arn:f:api:live', Pin: '/p', Probe: 'health', Template: '7', Live: '5' }],
};

describe('the function behind the custom resources', () => {
  const rig = (log: ReleaseLog, create: (name: string, value: string) => Promise<void> = async () => undefined) => {
    const outcomes: Outcome[] = [];
    const told: (readonly [string, string])[] = [];
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const run = build({
      clock: clockOf(() => 1_795_000_000_000),
      random: { fraction: () => 0.5 },
      console: quiet,
      parameters: {
        create,
        get: async () => told.at(-1)?.[1],
        put: async (name, value) => void told.push([name, value]),
      },
      stackStatus: async () => 'DELETE_IN_PROGRESS',
      log,
      askProber: async ({ qualifier }) => ({ executedVersion: qualifier }),
      answersInTime: async () => true,
      throttleRoutes: async () => undefined,
      codeHash: async (_alias, version) => `hash-${version}`,
      answer: async (_request, outcome) => void outcomes.push(outcome),
    });
    return { run, outcomes, told };
  };

  test('records a deployment once, however often it is told of it', () =>
    onEach(async (log) => {
      const { run, outcomes, told } = rig(log);
      for (let count = 0; count < 3; count += 1) await run(request('Custom::DomainRelease', RELEASE));
      const [record, ...more] = await log.read('ledger');
      expect(more).toEqual([]);
      expect(record?.event).toMatchObject({
        kind: 'deployed',
        dataGeneration: 2,
        functions: [{ name: 'api', template: '7', live: '5', codeSha256: 'hash-7' }],
      });
      expect(outcomes).toEqual(Array(3).fill({ physicalId: 'release-of-ledger' }));
      // And tells everybody, once, what its number is.
      expect(told).toEqual([['/folio/releases/ledger', '[{"number":1,"versions":{"api":"7"}}]']]);
    }));

  test('makes pins that say none, and deletes nothing', () =>
    onEach(async (log) => {
      const made: string[] = [];
      const { run, outcomes } = rig(log, async (name, value) => void made.push(`${name}=${value}`));
      await run(request('Custom::ReleasePins', { Paths: ['/folio/p', '/folio/q'] }));
      await run(request('Custom::ReleasePins', { Paths: ['/folio/p', '/folio/q'] }, 'Delete'));
      expect(made).toEqual(['/folio/p=none', '/folio/q=none']);
      expect(outcomes).toEqual(Array(2).fill({ physicalId: 'pins' }));
    }));

  test('answers CloudFormation also when it fails, without saying what it was sent', () =>
    onEach(async (log) => {
      const { run, outcomes } = rig(log, () => Promise.reject(new Error('secret')));
      await run(request('Custom::ReleasePins', { Paths: ['/folio/p'] }));
      await run(request('Custom::Unknown', {}));
      expect(outcomes.map(({ failure }) => failure)).toEqual(
        Array(2).fill('The registry could not do it; its log says why (request request).'),
      );
    }));
});
