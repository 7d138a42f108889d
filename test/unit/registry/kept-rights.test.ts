import { beforeEach, describe, expect, test } from '@jest/globals';
import { build } from '../../../functions/registry/handlers/custom-resource.ts';
import type { Outcome } from '../../../functions/registry/handlers/deps.ts';
import { World } from '../release/world.ts';

type Rights = Readonly<Record<string, readonly string[]>>;
const SCAN = 'dynamodb:Scan on StoreTable';
const GET = 'dynamodb:GetItem on StoreTable';
const NARROW = 'dynamodb:GetItem on StoreTable under dynamodb:LeadingKeys (3f9a1c)';

let world: World;
let outcomes: Outcome[];
beforeEach(() => {
  world = new World();
  outcomes = [];
});

const ask = async (ResourceType: string, ResourceProperties: object, stack = 'UPDATE_IN_PROGRESS') => {
  const { log, pins, now, sleep } = world.ports('cloudformation');
  const provider = build({
    clock: { now, sleep },
    random: { fraction: () => 0.9 },
    console: { info: () => undefined, warn: () => undefined, error: () => undefined },
    parameters: { ...pins, create: async () => undefined },
    log,
    codeHash: async () => 'hash',
    askProber: async () => ({ executedVersion: '' }),
    answersInTime: async () => true,
    throttleRoutes: async () => undefined,
    stackStatus: async () => stack,
    answer: async (_request, outcome) => void outcomes.push(outcome),
  });
  await provider({
    ...{ RequestType: 'Update', ResourceType, ResourceProperties },
    ResponseURL: 'https://answer.example/once',
    StackId: 'arn:stack/Folio-Ledger/1',
    RequestId: 'request',
    LogicalResourceId: 'KeptRights',
    PhysicalResourceId: 'rights-of-ledger',
  });
};

/** What a deployment that went through has left in the log. */
const released = (version: string, rights: Rights) =>
  ask('Custom::DomainRelease', {
    ...{ Domain: 'ledger', Stack: 'Folio-Ledger', Published: '/folio/releases/ledger' },
    ...{ DataGeneration: '1', DataFloor: '1' },
    Functions: Object.entries(rights).map(([Name, Rights]) => ({
      ...{ Name, Alias: `${Name}:live`, Pin: `/pin/${Name}`, Probe: 'health', Template: version, Live: version },
      Rights,
    })),
  });
/** Undefined where the deployment may go on. */
const asked = async (rights: Rights, more: object = {}, stack?: string): Promise<string | undefined> => {
  outcomes = [];
  const Functions = Object.entries(rights).map(([Name, Rights]) => ({ Name, Rights }));
  await ask('Custom::KeptRights', { Domain: 'ledger', Functions, ...more }, stack);
  return outcomes[0]?.failure;
};

describe('a deployment', () => {
  test('that takes a right away is refused by the names of function and right, and is told what to do', async () => {
    await released('1', { api: [GET, SCAN], sweep: [GET] });
    expect(await asked({ api: [GET], sweep: [GET] })).toBe(
      `Rights are taken away from versions that run, or that could be gone back to: ledger/api loses ${SCAN}. Deploy a release that needs them no more and still has them; take them away with the next one, by "folio deploy --takes-rights".`,
    );
    expect(await asked({ api: [], sweep: [] })).toMatch(
      /ledger\/api loses .*; ledger\/api loses .*; ledger\/sweep loses/,
    );
  });

  test('that narrows a right by a condition takes it away, one that adds rights or leaves a function out does not', async () => {
    await released('1', { api: [GET], sweep: [GET] });
    expect(await asked({ api: [NARROW], sweep: [GET] })).toContain(`ledger/api loses ${GET}.`);
    expect(await asked({ api: [GET, SCAN], sweep: [GET] })).toBeUndefined();
    expect(await asked({ api: [GET] })).toBeUndefined();
  });

  test('goes through where its operator says so, and the next one is held to what is left', async () => {
    await released('1', { api: [GET, SCAN] });
    expect(await asked({ api: [GET] }, { TakesRights: 'true' })).toBeUndefined();
    await released('2', { api: [GET] });
    expect(await asked({ api: [GET] })).toBeUndefined();
    expect(await asked({ api: [SCAN] })).toContain(`loses ${GET}`);
  });

  test('is never refused on CloudFormation’s way back, nor before any release has told its rights', async () => {
    expect(await asked({ api: [] })).toBeUndefined();
    await released('1', { api: [GET] });
    expect(await asked({ api: [] }, {}, 'UPDATE_ROLLBACK_IN_PROGRESS')).toBeUndefined();
  });

  test('that takes many rights away names the first and counts the others', async () => {
    await released('1', { api: Array.from({ length: 9 }, (_, index) => `a:${index} on x`) });
    expect(await asked({ api: [] })).toMatch(/api loses a:4 on x, and 4 more\./);
  });
});
