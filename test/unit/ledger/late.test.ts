import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { build } from '../../../functions/ledger/handlers/api/routes.ts';
import { cancelled, conflictAt } from '../../support/fake-dynamo.ts';
import { checkInvariants } from './invariants.ts';
import { Rig, TENANT } from './rig.ts';

const SCOPE = 'ledger:read ledger:write';
const FUNDS = '1000000';

const transfer = { currency: 'USD', postings: [{ from: 'a', to: 'b', amount: '10' }] };
const bulk = (count: number) => ({
  mode: 'independent',
  transactions: Array.from({ length: count }, (_, index) => ({ key: `item-${index}`, ...transfer })),
});

/** The ledger's HTTP function over a table in memory, whose alarm rings when it is told to. */
const opened = async () => {
  const rig = new Rig();
  for (const id of ['a', 'b']) rig.open(id, 'USD');
  await rig.pay('funds', { currency: 'USD', postings: [{ from: '@world', to: 'a', amount: FUNDS }] });
  let ring = () => {};
  const handler = build({
    ...rig.store,
    cursors: cursors(async () => Buffer.alloc(32, 1)),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    timer: (_, told) => {
      ring = told;
      return () => {};
    },
  });
  const ask = async (routeKey: string, body: unknown, query = '') => {
    const [method = '', rawPath = ''] = routeKey.split(' ');
    const { statusCode, body: text } = await handler(
      {
        routeKey,
        rawPath,
        rawQueryString: query,
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
        body: body === undefined ? undefined : JSON.stringify(body),
        requestContext: {
          requestId: 'r',
          http: { method },
          authorizer: { jwt: { claims: { tenant: TENANT, client_id: 'cli', scope: SCOPE } } },
        },
      },
      { getRemainingTimeInMillis: () => 20_000 },
    );
    return { status: statusCode, body: JSON.parse(text ?? '') };
  };
  const moved = () => rig.account('b')?.credits;
  return { rig, ask, moved, timeIsUp: () => ring() };
};

/** Every commit of more than one transfer meets an account that has moved, so that items are sent one by one in the end. */
const refusePacks = (rig: Rig): void => {
  const Item = rig.dynamo.items.get(`${TENANT}#A#b|A`);
  rig.dynamo.fault = {
    before: (count) =>
      count > 3
        ? cancelled(
            Array.from({ length: count }, (_, at) =>
              at === count - 1 ? { Code: 'ConditionalCheckFailed', Item } : { Code: 'None' },
            ),
          )
        : undefined,
  };
};

/** Lets everything run that waits for nothing outside. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The environment freezes at the store transactions that `at` picks, which are sent before that or, where not, meet a conflict. */
const freezing = (rig: Rig, at: (count: number) => boolean, sends: boolean) => {
  let commits = 0;
  let thaw = () => {};
  const frozen = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  let reached = () => {};
  const isFrozen = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const { send } = rig.dynamo;
  Object.assign(rig.dynamo, {
    send: async (command: unknown) => {
      if (!(command instanceof TransactWriteItemsCommand)) return send(command);
      commits += 1;
      if (!at(commits)) return send(command);
      const result = sends ? send(command) : Promise.reject(conflictAt(0, command.input.TransactItems?.length ?? 0));
      reached();
      await frozen;
      return result;
    },
  });
  return { isFrozen, thaw: () => thaw() };
};

describe('a call that was answered 503 in the place of its story', () => {
  test('moves nothing after that, though its story goes on as the environment thaws', async () => {
    const { rig, ask, moved, timeIsUp } = await opened();
    const { isFrozen, thaw } = freezing(rig, (count) => count === 1, false);
    const asked = ask('POST /v1/transactions', transfer);
    await isFrozen;
    timeIsUp();
    expect((await asked).status).toBe(503);
    expect((await ask('GET /v1/outcomes', undefined, 'operation=createTransaction&key=k')).status).toBe(404);
    thaw();
    for (let turns = 0; turns < 20; turns += 1) await settle();
    expect(moved()).toBe(0n);
    expect((await ask('GET /v1/outcomes', undefined, 'operation=createTransaction&key=k')).status).toBe(404);
    checkInvariants(rig);
  });

  test('makes none of the transfers that its batch had still to make', async () => {
    const { rig, ask, moved, timeIsUp } = await opened();
    refusePacks(rig);
    // Five attempts of the chunk, then its items one by one: the third of them is under way at the end.
    const { isFrozen, thaw } = freezing(rig, (count) => count === 8, true);
    const asked = ask('POST /v1/transactions/bulk', bulk(30));
    await isFrozen;
    timeIsUp();
    expect((await asked).status).toBe(503);
    expect(moved()).toBe(30n);
    thaw();
    for (let turns = 0; turns < 200; turns += 1) await settle();
    expect(moved()).toBe(30n);
    checkInvariants(rig);
  });
});

describe('a call whose time is up while its story goes on', () => {
  test('makes no transfer of its batch after that, and says so of each', async () => {
    const { rig, ask, moved } = await opened();
    refusePacks(rig);
    const { send } = rig.dynamo;
    let commits = 0;
    Object.assign(rig.dynamo, {
      send: async (command: unknown) => {
        if (command instanceof TransactWriteItemsCommand) commits += 1;
        if (commits === 8) rig.now += 30_000;
        return send(command);
      },
    });
    const { status, body } = await ask('POST /v1/transactions/bulk', bulk(30));
    const late = body.results.slice(3);
    expect([status, body.results.slice(0, 3).map((one: { status: number }) => one.status)]).toEqual([
      200,
      [201, 201, 201],
    ]);
    expect(late.map((one: { problem: { type: string } }) => one.problem.type)).toEqual(
      late.map(() => '/problems/unavailable'),
    );
    expect([late.length, commits, moved()]).toEqual([27, 8, 30n]);
    checkInvariants(rig);
  });
});
