import { beforeEach, describe, expect, test } from '@jest/globals';
import { AwsRefusal } from '../../../functions/kernel/aws/aws-call.ts';
import { build } from '../../../functions/registry/handlers/custom-resource.ts';
import type { Outcome } from '../../../functions/registry/handlers/deps.ts';
import { rollback } from '../../../functions/registry/handlers/release/rollback.ts';
import { domainStatus } from '../../../functions/registry/handlers/release/status.ts';
import type { AskProber } from '../../../functions/registry/store/ask-prober.ts';
import { Crash, World } from '../release/world.ts';

const why = { reason: 'a test' };
const TIMEOUT_MS = 90_000;

let world: World;
let outcomes: Outcome[];
beforeEach(() => {
  world = new World();
  outcomes = [];
});

/** The provider of pins in the world, while a stack stands so. `refuse` is asked before each change of a parameter. */
const provider = (
  stack: string,
  refuse: () => string | undefined = () => undefined,
  askProber: AskProber = async ({ qualifier }) => ({ executedVersion: qualifier }),
) => {
  const { log, pins, now, sleep } = world.ports('cloudformation');
  const change = async (make: () => Promise<void> | void): Promise<void> => {
    const code = refuse();
    if (code !== undefined) throw new AwsRefusal(code, 'ssm PutParameter');
    await make();
  };
  return build({
    clock: { now, sleep },
    random: { fraction: () => 0.9 },
    console: { info: () => undefined, warn: () => undefined, error: () => undefined },
    parameters: {
      get: pins.get,
      put: (name, value) => change(() => pins.put(name, value)),
      create: (name, value) =>
        change(() => {
          if (!world.pins.has(name)) world.pins.set(name, value);
        }),
    },
    log,
    codeHash: async () => 'hash',
    askProber,
    answersInTime: async () => true,
    throttleRoutes: async () => undefined,
    stackStatus: async (id) => (id === 'arn:stack/Folio-Ledger/1' ? stack : undefined),
    answer: async (_request, outcome) => void outcomes.push(outcome),
  });
};

const request = (RequestType: string, ResourceType: string, ResourceProperties: object) => ({
  ...{ RequestType, ResourceType, ResourceProperties },
  ResponseURL: 'https://answer.example/once',
  StackId: 'arn:stack/Folio-Ledger/1',
  RequestId: 'request',
  LogicalResourceId: 'Release',
  PhysicalResourceId: 'release-of-ledger',
});

const makePins = (count: number) =>
  request('Create', 'Custom::ReleasePins', {
    Paths: Array.from({ length: count }, (_, index) => `/folio/release/d/f${index}/pin`),
  });

describe('the pins', () => {
  test('come to be however often Parameter Store is asked too often, within the function’s time', async () => {
    let calls = 0;
    // Three changes a second, as Parameter Store has it.
    const bucket: number[] = [];
    const refuse = () => {
      calls += 1;
      const second = bucket.filter((at) => at > world.clock - 1_000);
      if (second.length >= 3) return 'ThrottlingException';
      bucket.push(world.clock);
      return undefined;
    };
    const from = world.clock;
    await provider('CREATE_IN_PROGRESS', refuse)(makePins(14));
    expect(outcomes).toEqual([{ physicalId: 'pins' }]);
    expect([...world.pins.keys()].filter((name) => name.startsWith('/folio/release/d/'))).toHaveLength(14);
    expect(calls).toBeGreaterThan(14);
    expect(world.clock - from).toBeLessThan(20_000);
  });

  test('come to be when AWS does not know the provider’s new role yet', async () => {
    const from = world.clock;
    const known = from + 25_000;
    await provider('CREATE_IN_PROGRESS', () => (world.clock < known ? 'AccessDeniedException' : undefined))(
      makePins(2),
    );
    expect(outcomes).toEqual([{ physicalId: 'pins' }]);
  });

  test.each(['AccessDeniedException', 'ThrottlingException'])(
    'that %s keeps from being made are given up while there is time for an answer',
    async (code) => {
      const from = world.clock;
      await provider('CREATE_IN_PROGRESS', () => code)(makePins(2));
      expect(outcomes).toEqual([expect.objectContaining({ failure: expect.stringContaining('could not do it') })]);
      expect(world.clock - from).toBeGreaterThan(30_000);
      expect(world.clock - from).toBeLessThan(TIMEOUT_MS / 2);
    },
  );

  test('that AWS refuses for good are given up at once', async () => {
    const from = world.clock;
    await provider('CREATE_IN_PROGRESS', () => 'ParameterMaxVersionLimitExceeded')(makePins(2));
    expect(outcomes[0]?.failure).toBeDefined();
    expect(world.clock).toBe(from);
  });

  test('that an operator has set are left as they are', async () => {
    world.pins.set('/folio/release/d/f0/pin', '7');
    await provider('UPDATE_IN_PROGRESS')(makePins(2));
    expect(world.pins.get('/folio/release/d/f0/pin')).toBe('7');
  });
});

/** What the release's resource was made with. */
const properties = () => ({
  Domain: 'ledger',
  Stack: 'Folio-Ledger',
  Published: '/folio/releases/ledger',
  DataGeneration: '1',
  DataFloor: '1',
  Functions: ['api', 'relay'].map((name) => ({
    Name: name,
    Alias: `arn:aws:lambda:eu-central-1:1:function:${name}:live`,
    Pin: `/folio/release/ledger/${name}/pin`,
    Probe: 'health',
    Template: '2',
    Live: '2',
  })),
});

test('a rollback says which rights of the version that it goes back to are gone, and goes back all the same', async () => {
  const said: string[] = [];
  const deploy = async (version: string, rights: readonly string[]) => {
    const [api, relay] = properties().Functions.map((one) => ({ ...one, Template: version, Live: version }));
    const Functions = [
      { ...api, Rights: [...rights] },
      { ...relay, Rights: [] },
    ];
    await provider('UPDATE_IN_PROGRESS')(request('Update', 'Custom::DomainRelease', { ...properties(), Functions }));
  };
  world.deploy();
  world.deploy();
  for (const [name, version] of world.versions) world.versions.set(name, { ...version, codeSha256: 'hash' });
  await deploy('1', ['dynamodb:GetItem on StoreTable', 'dynamodb:Scan on StoreTable']);
  await deploy('2', ['dynamodb:GetItem on StoreTable']);
  await deploy('2', ['dynamodb:GetItem on StoreTable']);
  expect(outcomes.map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
  const told = world.records.flatMap(({ event }) => (event.kind === 'deployed' && event.rights ? [event.rights] : []));
  expect(told).toEqual([
    { api: ['dynamodb:GetItem on StoreTable', 'dynamodb:Scan on StoreTable'], relay: [] },
    { api: ['dynamodb:GetItem on StoreTable'], relay: [] },
  ]);
  const ports = { ...world.ports(), say: (line: string) => void said.push(line) };
  await rollback(ports, { domain: 'ledger', why, dryRun: false });
  expect(said).toContain(
    'Version 1 of api was released with rights that its role has lost since: dynamodb:Scan on StoreTable. What it needs them for fails until a deployment grants them again.',
  );
  expect(world.aliases.api.version).toBe('1');
});

const gone = () => request('Delete', 'Custom::DomainRelease', properties());
const pins = () => [...world.pins.values()];

describe('the deletion of a release’s resource', () => {
  beforeEach(async () => {
    world.deploy();
    world.deploy();
    await rollback(world.ports(), { domain: 'ledger', why, dryRun: false });
    expect(pins()).toEqual(['1', '1']);
  });

  test.each(['DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'])(
    'with its stack (%s), its pins hold nothing any more, and the log says so',
    async (status) => {
      await provider(status)(gone());
      expect(outcomes).toEqual([{ physicalId: 'release-of-ledger' }]);
      expect(pins()).toEqual(['none', 'none']);
      expect(world.records.at(-1)).toMatchObject({
        actor: 'cloudformation',
        event: {
          kind: 'unpinned',
          was: { api: '1', relay: '1' },
          reason: 'its stack is deleted, and its functions with it',
        },
      });
    },
  );

  test.each(['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS'])(
    'and its functions stay (%s: another logical id, an update taken back), the pins hold',
    async (status) => {
      const before = world.state();
      await provider(status)(gone());
      expect(outcomes).toEqual([{ physicalId: 'release-of-ledger' }]);
      expect(world.state()).toEqual(before);
    },
  );

  test('leaves the pins of a stack that CloudFormation does not know', async () => {
    const before = world.state();
    await provider('DELETE_IN_PROGRESS')({ ...gone(), StackId: 'arn:stack/Folio-Ledger/2' });
    expect(world.state()).toEqual(before);
  });

  test('fails where Parameter Store fails, and is done when it is tried again', async () => {
    await provider('DELETE_IN_PROGRESS', () => 'InvalidKeyId')(gone());
    expect(outcomes[0]?.failure).toBeDefined();
    await provider('DELETE_IN_PROGRESS')(gone());
    expect(outcomes[1]).toEqual({ physicalId: 'release-of-ledger' });
    expect(pins()).toEqual(['none', 'none']);
  });

  test('writes nothing where nothing is pinned', async () => {
    for (const name of world.pins.keys()) world.pins.set(name, 'none');
    const before = world.state();
    await provider('DELETE_IN_PROGRESS')(gone());
    expect(world.state()).toEqual(before);
  });

  test('closes a rollback that is open: nobody could finish it with the functions that come after', async () => {
    world.deploy();
    world.crashAt = { change: world.changes + 2, after: true };
    await expect(rollback(world.ports(), { domain: 'ledger', to: '2', why, dryRun: false })).rejects.toThrow(Crash);
    world.crashAt = undefined;
    expect(world.history.open).toBeDefined();
    await provider('DELETE_IN_PROGRESS')(gone());
    expect(world.history.open).toBeUndefined();
    expect(pins()).toEqual(['none', 'none']);
  });

  test('with its stack lets the functions that are made anew come up at version 1, to be rolled back among themselves', async () => {
    await provider('DELETE_IN_PROGRESS')(gone());
    world.renew();
    world.deploy();
    expect([world.aliases.api.version, world.aliases.relay.version]).toEqual(['1', '1']);
    expect((await domainStatus(world.ports(), 'ledger')).problems).toEqual([]);
    world.deploy();
    await rollback(world.ports(), { domain: 'ledger', why, dryRun: false });
    expect(pins()).toEqual(['1', '1']);
  });
});

describe('a data floor', () => {
  const floor = (DataFloor: string, type = 'Update') =>
    request(type, 'Custom::DataFloor', { Domain: 'ledger', DataFloor });

  test('holds from before its release gets traffic: one that was taken back keeps a rollback from older code', async () => {
    world.deploy();
    world.deploy();
    const run = provider('UPDATE_IN_PROGRESS');
    await run(floor('2'));
    // The alarm takes the release back: no deployment is on record, and CloudFormation goes back to the floor of before.
    await run(floor('1'));
    expect(world.records.map(({ event }) => event.kind)).toEqual(['deployed', 'deployed', 'floor-raised']);
    await expect(rollback(world.ports(), { domain: 'ledger', why, dryRun: false })).rejects.toThrow(
      'data has been written that only generation 2',
    );
    expect(outcomes).toEqual(Array(2).fill({ physicalId: 'floor-of-ledger' }));
  });

  test('that is no higher goes on record nowhere', async () => {
    world.deploy({ floor: 2, generation: 2 });
    for (const each of ['1', '2', '2']) await provider('UPDATE_IN_PROGRESS')(floor(each, 'Create'));
    expect(world.records).toHaveLength(1);
  });
});
