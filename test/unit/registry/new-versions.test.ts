import { beforeEach, describe, expect, test } from '@jest/globals';
import { build } from '../../../functions/registry/handlers/custom-resource.ts';
import type { Outcome } from '../../../functions/registry/handlers/deps.ts';
import type { AskProber } from '../../../functions/registry/store/ask-prober.ts';
import { World } from '../release/world.ts';

const TIMEOUT_MS = 90_000;

let world: World;
let outcomes: Outcome[];
beforeEach(() => {
  world = new World();
  outcomes = [];
});

/** The provider while a stack stands so. */
const provider = (stack: string, askProber: AskProber, answersInTime = async () => true) => {
  const { log, pins, now, sleep } = world.ports('cloudformation');
  return build({
    clock: { now, sleep },
    random: { fraction: () => 0.9 },
    console: { info: () => undefined, warn: () => undefined, error: () => undefined },
    parameters: { ...pins, create: async () => undefined },
    log,
    codeHash: async () => 'hash',
    askProber,
    answersInTime,
    throttleRoutes: async () => undefined,
    stackStatus: async () => stack,
    answer: async (_request, outcome) => void outcomes.push(outcome),
  });
};

const newVersions = (more: object = {}, RequestType = 'Update') => ({
  RequestType,
  ResourceType: 'Custom::NewVersions',
  ResourceProperties: {
    Domain: 'ledger',
    Functions: [
      { Name: 'api', Function: 'Folio-Ledger-Api', Version: '2', Probe: 'health' },
      { Name: 'sweep-holds', Function: 'Folio-Ledger-Sweep', Version: '3', Probe: 'task' },
    ],
    ...more,
  },
  ResponseURL: 'https://answer.example/once',
  StackId: 'arn:stack/Folio-Ledger/1',
  RequestId: 'request',
  LogicalResourceId: 'NewVersions',
});
const asking = (answer: AskProber) => {
  const asked: string[] = [];
  const ask: AskProber = (question) => {
    asked.push(`${question.function}:${question.qualifier} ${question.probe}`);
    return answer(question);
  };
  return { asked, run: (stack = 'UPDATE_IN_PROGRESS', more = {}) => provider(stack, ask)(newVersions(more)) };
};
const well: AskProber = async ({ qualifier }) => ({ executedVersion: qualifier });

describe('new versions', () => {
  test('are each asked once, in their way, before the stack goes on', async () => {
    const { asked, run } = asking(well);
    await run();
    expect(outcomes).toEqual([{ physicalId: 'new-versions-of-ledger' }]);
    expect(asked).toEqual(['Folio-Ledger-Api:2 health', 'Folio-Ledger-Sweep:3 task']);
  });

  test('that throw twice fail the stack by function, version, error and log', async () => {
    const { asked, run } = asking(async (question) =>
      question.qualifier === '3'
        ? { executedVersion: '3', complaint: 'it failed: TypeError: no', threw: true }
        : well(question),
    );
    await run();
    expect(outcomes[0]?.failure).toBe(
      'version 3 of ledger/sweep-holds is dead on arrival and gets no traffic: it failed: TypeError: no (its log: "folio logs ledger/sweep-holds")',
    );
    expect(asked.filter((each) => each.startsWith('Folio-Ledger-Sweep'))).toHaveLength(2);
  });

  test("that answer nonsense twice fail it at once: unlike an API's health it does not pass by itself", async () => {
    const from = world.clock;
    const { asked, run } = asking(async (question) =>
      question.probe === 'task' ? { executedVersion: '3', complaint: 'it answers null' } : well(question),
    );
    await run();
    expect(outcomes[0]?.failure).toContain('it answers null');
    expect(asked.filter((each) => each.startsWith('Folio-Ledger-Sweep'))).toHaveLength(2);
    expect(world.clock - from).toBeLessThan(5_000);
  });

  test('that throw once, at a cold start, are well when they answer then', async () => {
    let first = true;
    const { run } = asking(async ({ qualifier }) => {
      const threw = first;
      first = false;
      return { executedVersion: qualifier, ...(threw ? { complaint: 'it failed: Error', threw } : {}) };
    });
    await run();
    expect(outcomes[0]?.failure).toBeUndefined();
  });

  test('whose health fails while AWS does not know their role everywhere are asked until it does', async () => {
    const known = world.clock + 20_000;
    const { run } = asking(async ({ qualifier, probe }) => ({
      executedVersion: qualifier,
      ...(probe === 'health' && world.clock < known ? { complaint: 'its health is 503' } : {}),
    }));
    await run('CREATE_IN_PROGRESS');
    expect(outcomes[0]?.failure).toBeUndefined();
  });

  test.each<readonly [string, AskProber, string]>([
    [
      'the prober is broken',
      async () => ({ executedVersion: '', complaint: 'the prober failed: no' }),
      'the prober failed: no',
    ],
    ['another version answers', async () => ({ executedVersion: '1' }), 'version 1 answers in its place'],
    [
      'health is never well',
      async () => ({ executedVersion: '2', complaint: 'its health is 503' }),
      'its health is 503',
    ],
  ])('fail the stack in time where %s', async (_what, answer, says) => {
    const from = world.clock;
    let last = from;
    await asking((question) => {
      last = Math.max(last, world.clock);
      return answer(question);
    }).run();
    expect(outcomes[0]?.failure).toContain(says);
    // The patience of the function: nobody is asked at its end, or behind it.
    expect(last - from).toBeLessThan(40_000);
    // A question may take the prober's 30 s.
    expect(world.clock - from).toBeLessThan(TIMEOUT_MS - 40_000);
  });

  test('wait for an issuer too, and a silent one is named to who deploys', async () => {
    const request = {
      ...newVersions(),
      ResourceType: 'Custom::IssuerReady',
      ResourceProperties: { Urls: ['https://id.example/.well-known/jwks.json'] },
    };
    await provider('CREATE_IN_PROGRESS', well, async () => false)(request);
    expect(outcomes[0]?.failure).toMatch(
      /^https:\/\/id\.example\/\.well-known\/jwks\.json did not answer within 1\.5 s/,
    );
    await provider('CREATE_IN_PROGRESS', well)(request);
    expect(outcomes[1]).toEqual({ physicalId: 'issuer' });
  });

  test('are asked nothing where somebody said so, on the way back of a stack, and when they go', async () => {
    const dead: AskProber = async () => ({ executedVersion: '', complaint: 'dead', threw: true });
    const { asked, run } = asking(dead);
    await run('UPDATE_IN_PROGRESS', { Unasked: 'true' });
    await run('UPDATE_ROLLBACK_IN_PROGRESS');
    await run('ROLLBACK_IN_PROGRESS');
    await provider('DELETE_IN_PROGRESS', dead)(newVersions({}, 'Delete'));
    expect([asked, outcomes.filter(({ failure }) => failure !== undefined)]).toEqual([[], []]);
  });
});
