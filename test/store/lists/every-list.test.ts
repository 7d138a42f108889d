import { randomUUID } from 'node:crypto';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ZodObject } from 'zod';
import { catalogOperations } from '../../../functions/catalog/contract/api.ts';
import { build as buildCatalog } from '../../../functions/catalog/handlers/api/routes.ts';
import type { Component } from '../../../functions/catalog/model/catalog.ts';
import { graphOf } from '../../../functions/catalog/model/graph.ts';
import { identityOperations } from '../../../functions/identity/contract/api.ts';
import { build as buildIdentity } from '../../../functions/identity/handlers/api/routes.ts';
import { int } from '../../../functions/kernel/aws/attributes.ts';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import type { HttpHandler } from '../../../functions/kernel/http/http.ts';
import { ledgerOperations } from '../../../functions/ledger/contract/api.ts';
import { build as buildLedger } from '../../../functions/ledger/handlers/api/routes.ts';
import { readAccountLines } from '../../../functions/ledger/store/table/account-item.ts';
import { entryItem } from '../../../functions/ledger/store/table/entry-item.ts';
import { accountKey, accountPartition } from '../../../functions/ledger/store/table/keys.ts';
import { paymentsOperations } from '../../../functions/payments/contract/api.ts';
import { webhooksOperations } from '../../../functions/webhooks/contract/api.ts';
import { startIdentity } from '../../support/identity-bench.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { SCOPES } from '../../support/scopes.ts';
import { newWorld, type World } from '../ledger/kit.ts';
import { OWN, PAYEE } from '../payments/bank-files.ts';
import { PaymentsWorld } from '../payments/world.ts';
import type { Kit } from '../webhooks/kit.ts';
import { busMessage } from '../webhooks/kit-events.ts';
import { kits } from '../webhooks/kits.ts';
import { create } from '../webhooks/steps.ts';

/** The limit of the pages here; sizes around it are what lists get wrong. */
const LIMIT = 3;
const SIZES = [0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 2 * LIMIT];
/** Rows before and behind those that a filter lets through: more than one read of a list takes. */
const CLUTTER = 110;
const DAY = 86_400_000;

type Ask = (
  routeKey: string,
  asked: { tenant: string; query?: string; params?: Record<string, string>; body?: object },
) => Promise<{
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on what they find.
  readonly json: any;
}>;

const asking =
  (handler: HttpHandler): Ask =>
  async (routeKey, { tenant, query = '', params, body }) => {
    const [method = '', path = ''] = routeKey.split(' ');
    const claims = { tenant, client_id: 'cli_1', scope: SCOPES.join(' ') };
    const answer = await handler({
      routeKey,
      rawPath: path,
      rawQueryString: query,
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      pathParameters: params,
      body: body === undefined ? undefined : JSON.stringify(body),
      requestContext: { requestId: randomUUID(), http: { method }, authorizer: { jwt: { claims } } },
    } as never);
    return { status: answer.statusCode, json: JSON.parse(answer.body ?? 'null') };
  };

/** A list with so many rows of a tenant that nothing else uses. */
interface Filled {
  readonly ask: Ask;
  readonly params?: Record<string, string>;
  readonly query?: string;
}
/** Parameters that say which page, or which history in which order, and pass over no row of it. */
const NO_FILTERS: ReadonlySet<string> = new Set(['limit', 'cursor', 'after', 'order', 'currency']);

type Fill = (tenant: string, rows: number) => Promise<Filled>;

/** Who pays by files. */
const ORIGINATORS = {
  sepa: OWN,
  ach: { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' },
} as const;

const isList = ({ replies }: Operation): boolean => (replies[200] as ZodObject | null)?.shape?.nextCursor !== undefined;
const LISTS: readonly Operation[] = [
  ...identityOperations,
  ...ledgerOperations,
  ...webhooksOperations,
  ...paymentsOperations,
  ...catalogOperations,
].filter(isList);

/** A part of a system, and whether an alarm that is OK watches it. */
interface Part extends Partial<Omit<Component, 'id' | 'resources'>> {
  readonly id: string;
  readonly watched?: boolean;
}

const resourceOf = (id: string) => ({ stack: 'S', logicalId: id, type: 'T' });

/** The catalog's API over a system of these parts; the alarms beside them are no part of what is listed for a type. */
const catalogOf = (parts: readonly Part[]): Ask => {
  const watched = parts.filter((one) => one.watched === true);
  const components: Component[] = [
    ...parts.map(({ watched: _, id, ...one }) => ({
      ...{ id, type: 'function' as const, domain: 'ledger', facts: {}, ...one },
      resources: [resourceOf(id)],
    })),
    ...watched.map(({ id }) => ({
      ...{ id: `${id}-alarm`, type: 'alarm' as const, domain: 'ledger', facts: {} },
      resources: [resourceOf(`${id}-alarm`)],
    })),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
  const edges = watched.map(({ id }) => ({ from: `${id}-alarm`, to: id, kind: 'watches' as const, evidence: [] }));
  const graph = graphOf({ format: 1, components, edges, events: [], rights: [], strays: [] });
  const names = new Map(components.map(({ id }) => [id, id]));
  const alarms = watched.map(({ id }) => ({ name: `${id}-alarm`, state: 'ok' as const, since: 0, says: '' }));
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const clock = { now: () => 0, sleep: async () => {} };
  return asking(
    buildCatalog({
      ...{ clock, log, codeVersion: 'test', runbooks: new Map() },
      system: async () => ({ graph, physicalIds: new Map([['S', names]]), seenAt: 0 }),
      alarms: async () => alarms,
    }),
  );
};

/** So many parts that a filter lets through, each behind one that it does not, and more of those at both ends. */
const among = (rows: number, wanted: Omit<Part, 'id'>, other: Omit<Part, 'id'> = {}): readonly Part[] => [
  ...Array.from({ length: LIMIT + 1 }, (_, index) => ({ ...other, id: `a${index}` })),
  ...Array.from({ length: rows }, (_, index) => [
    { ...other, id: `m${index}-other` },
    { ...wanted, id: `m${index}-wanted` },
  ]).flat(),
  ...Array.from({ length: LIMIT + 1 }, (_, index) => ({ ...other, id: `z${index}` })),
];

await onEachEngine((engine) => {
  const { fresh } = kits(engine);
  let ledger: Ask;
  let world: World;
  let identity: Ask;
  let hooks: Kit;
  let webhooks: Ask;
  let payments: PaymentsWorld;
  const paymentsClient = clientOf(engine);
  beforeAll(async () => {
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    world = await newWorld(engine);
    ledger = asking(buildLedger({ ...world.store, cursors: cursors(async () => Buffer.alloc(32, 1)), log }));
    const { deps } = await startIdentity(engine);
    identity = asking(buildIdentity({ ...deps, log }));
    payments = await PaymentsWorld.on(paymentsClient);
    payments.ledger.balances.set('rich', 1_000_000n);
    hooks = await fresh(`lists-${randomUUID()}`);
    webhooks = async (routeKey, { tenant, query = '', params, body }) =>
      hooks.call(routeKey, { tenant, query, key: randomUUID(), ...(params && { params }), ...(body && { body }) });
  });

  const times = async (count: number, work: (index: number) => Promise<unknown>) => {
    for (let index = 0; index < count; index += 1) await work(index);
  };
  const open = (tenant: string, id: string) =>
    ledger('POST /v1/accounts', { tenant, body: { id, currency: 'USD', overdraft: 'unlimited' } });
  /** Does what the relay does later: an entry for the account's last update. */
  const enter = async (tenant: string, account: string) => {
    const key = { TableName: world.store.table, Key: { ...accountKey(tenant, account) }, ConsistentRead: true };
    const item = (await world.client.send(new GetItemCommand(key))).Item ?? {};
    const [line] = readAccountLines(item);
    if (line === undefined) throw new Error('no transaction');
    const entry = { ...line, version: int(item, 'v'), before: 0n, after: 0n };
    const made = entryItem(accountPartition(tenant, account), entry) as never;
    await world.client.send(new PutItemCommand({ TableName: world.store.table, Item: made }));
  };
  const pay = async (tenant: string, more: object = {}) => {
    const postings = [{ from: 'a', to: '@w', amount: '1' }];
    const { status } = await ledger('POST /v1/transactions', { tenant, body: { currency: 'USD', postings, ...more } });
    expect(status).toBe(201);
    await enter(tenant, 'a');
  };
  const paid = async (tenant: string, rows: number, more: object = {}) => {
    await open(tenant, 'a');
    await times(rows, () => pay(tenant, more));
  };
  const promise = (tenant: string, count: number, from: string, to: string) =>
    times(count, async () => {
      payments.now += 1;
      const body = { from, to: { account: to }, amount: '1', currency: 'USD' };
      await payments.ask('POST /v1/payments', { tenant, body });
    });
  const one = { from: 'rich', to: { account: 'b' }, amount: '1', currency: 'USD' };
  const asked = (routeKey: string, tenant: string, rows: number, bodyOf: (row: number) => object) =>
    times(rows, async (row) => {
      payments.now += 1;
      const { status } = await payments.ask(routeKey, { tenant, body: bodyOf(row) });
      expect(status).toBe(201);
    });
  /** Files that no bank has written: each is refused, and that is a task. */
  const upload = async (tenant: string, rows: number, rail: keyof typeof ORIGINATORS = 'sepa') => {
    await payments.ask('POST /v1/payment-rails/{rail}/originator', { tenant, rail, body: ORIGINATORS[rail] });
    await asked('POST /v1/payment-files/inbox', tenant, rows, () => ({ rail, content: `no file ${randomUUID()}` }));
  };
  /** A file for the bank, with one payment. */
  const writeFile = async (tenant: string) => {
    await asked('POST /v1/payments', tenant, 1, () => ({ from: 'rich', to: PAYEE, amount: '1', currency: 'EUR' }));
    await payments.pump();
    await asked('POST /v1/payment-files', tenant, 1, () => ({ rail: 'sepa' }));
    await payments.pump();
  };
  const promised: Ask = (routeKey, { tenant, query }) => payments.ask(routeKey, { tenant, ...(query && { query }) });
  let numbered = 0;
  const emit = async (tenant: string, count: number, type = 'ledger.AccountOpened') => {
    const batch = Array.from({ length: count }, () => {
      numbered += 1;
      return busMessage(numbered, tenant, type);
    });
    if (count > 0) await hooks.onEvent(batch);
  };

  const FILL: Readonly<Record<string, Fill>> = {
    listClients: async (tenant, rows) => {
      await times(rows, (index) =>
        identity('POST /v1/clients', { tenant, body: { name: `c${index}`, scopes: ['ledger:read'] } }),
      );
      return { ask: identity };
    },
    listAccounts: async (tenant, rows) => {
      await times(rows, (index) => open(tenant, `acc${index}`));
      return { ask: ledger };
    },
    listEntries: async (tenant, rows) => {
      await paid(tenant, rows);
      return { ask: ledger, params: { id: 'a' } };
    },
    listTransactions: async (tenant, rows) => {
      await paid(tenant, rows);
      return { ask: ledger, query: '&account=a' };
    },
    listPayments: async (tenant, rows) => {
      await promise(tenant, rows, 'rich', 'b');
      return { ask: promised };
    },
    listPaymentBatches: async (tenant, rows) => {
      await asked('POST /v1/payment-batches', tenant, rows, (row) => ({
        ...{ mode: 'independent', payments: [one], reference: `r${row}` },
      }));
      return { ask: promised };
    },
    listPaymentSchedules: async (tenant, rows) => {
      const rule = { recurrence: 'FREQ=MONTHLY', startsOn: '2027-01-04' };
      await asked('POST /v1/payment-schedules', tenant, rows, () => ({ ...one, ...rule }));
      return { ask: promised };
    },
    listPaymentFiles: async (tenant, rows) => {
      await upload(tenant, rows);
      return { ask: promised };
    },
    listPaymentTasks: async (tenant, rows) => {
      await upload(tenant, rows);
      await payments.pump();
      return { ask: promised };
    },
    listWebhookEndpoints: async (tenant, rows) => {
      await times(rows, () => create(hooks, undefined, tenant));
      return { ask: webhooks };
    },
    listWebhookDeliveries: async (tenant, rows) => {
      const { id } = await create(hooks, undefined, tenant);
      await emit(tenant, rows);
      await hooks.drainStream();
      return { ask: webhooks, params: { id } };
    },
    listEvents: async (tenant, rows) => {
      await emit(tenant, rows);
      return { ask: webhooks };
    },
    listComponents: async (_tenant, rows) => ({
      ask: catalogOf(Array.from({ length: rows }, (_, index) => ({ id: `part${index}` }))),
    }),
  };

  /** Lists with a filter, and rows that it passes over around those that it does not. */
  const FILTERED: Readonly<Record<string, Fill>> = {
    'listTransactions by account and state': async (tenant, rows) => {
      await paid(tenant, 12);
      await times(rows, () => pay(tenant, { pending: true }));
      await paid(tenant, 12);
      return { ask: ledger, query: '&account=a&state=pending' };
    },
    'listTransactions by reference': async (tenant, rows) => {
      await paid(tenant, rows, { reference: 'r' });
      await paid(tenant, 2);
      return { ask: ledger, query: '&reference=r' };
    },
    'listTransactions by createdFrom and createdTo': async (tenant, rows) => {
      await paid(tenant, 2);
      world.clock.advance(DAY);
      const from = world.clock.now();
      await paid(tenant, rows);
      const to = world.clock.now();
      world.clock.advance(DAY);
      await paid(tenant, 2);
      const [createdFrom, createdTo] = [from, to].map((at) => new Date(at).toISOString());
      return { ask: ledger, query: `&account=a&createdFrom=${createdFrom}&createdTo=${createdTo}` };
    },
    'listPaymentFiles by rail': async (tenant, rows) => {
      await upload(tenant, LIMIT + 1, 'sepa');
      for (let row = 0; row < rows; row += 1) {
        await upload(tenant, 1, 'ach');
        await upload(tenant, 1, 'sepa');
      }
      await upload(tenant, LIMIT + 1, 'sepa');
      return { ask: promised, query: '&rail=ach' };
    },
    'listPaymentFiles by direction': async (tenant, rows) => {
      await upload(tenant, 0);
      await writeFile(tenant);
      await upload(tenant, rows);
      await writeFile(tenant);
      return { ask: promised, query: '&direction=in' };
    },
    'listPaymentTasks by state': async (tenant, rows) => {
      await upload(tenant, rows + 2 * (LIMIT + 1));
      await payments.pump();
      const { json } = await payments.ask('GET /v1/payment-tasks', { tenant, query: 'limit=100' });
      for (const { id } of json.data.slice(LIMIT + 1, LIMIT + 1 + rows))
        expect((await payments.ask('POST /v1/payment-tasks/{id}/close', { tenant, id })).status).toBe(200);
      return { ask: promised, query: '&state=closed' };
    },
    'listComponents by type': async (_tenant, rows) => ({
      ...{ ask: catalogOf(among(rows, { type: 'table' })), query: '&type=table' },
    }),
    'listComponents by domain': async (_tenant, rows) => ({
      ...{ ask: catalogOf(among(rows, { domain: 'payments' })), query: '&domain=payments' },
    }),
    'listComponents by owner': async (_tenant, rows) => ({
      ...{ ask: catalogOf(among(rows, { owner: 'books' }, { owner: 'rails' })), query: '&owner=books' },
    }),
    'listComponents by tier': async (_tenant, rows) => ({
      ...{ ask: catalogOf(among(rows, { tier: 1 }, { tier: 2 })), query: '&tier=1' },
    }),
    'listComponents by health': async (_tenant, rows) => ({
      ...{ ask: catalogOf(among(rows, { watched: true })), query: '&health=ok&type=function' },
    }),
    'listComponents by q': async (_tenant, rows) => ({
      ...{ ask: catalogOf(among(rows, {})), query: '&q=wanted' },
    }),
    'listPayments by account': async (tenant, rows) => {
      // Of either side, in turns, and others around them.
      for (let row = 0; row < rows; row += 1) {
        await promise(tenant, 1, row % 2 === 0 ? 'rich' : 'b', row % 2 === 0 ? 'b' : 'rich');
        await promise(tenant, 1, 'c', 'd');
      }
      return { ask: promised, query: '&account=rich' };
    },
    'listPayments by state': async (tenant, rows) => {
      await promise(tenant, 12, 'poor', 'b');
      await promise(tenant, rows, 'rich', 'c');
      await promise(tenant, 12, 'poor', 'b');
      return { ask: promised, query: '&state=settled' };
    },
    'listEvents by type': async (tenant, rows) => {
      await emit(tenant, CLUTTER, 'ledger.TransactionPosted');
      for (let row = 0; row < rows; row += 1) {
        await emit(tenant, 1, 'ledger.AccountOpened');
        await emit(tenant, 2, 'ledger.TransactionPosted');
      }
      await emit(tenant, CLUTTER, 'ledger.TransactionPosted');
      return { ask: webhooks, query: '&type=ledger.AccountOpened' };
    },
  };
  /** Which operation a filler is of. */
  const routeOf = (name: string): string => {
    const operation = LISTS.find(({ operationId }) => operationId === name.split(' ')[0]);
    if (operation === undefined) throw new Error(`${name} is no list of the contract`);
    return `${operation.method} ${operation.path}`;
  };

  /** Sizes of all pages of a list, one after the other. */
  const pagesOf = async (name: string, tenant: string, { ask, params, query = '' }: Filled) => {
    const sizes: number[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const asked = { tenant, query: `limit=${LIMIT}${query}${cursor}`, ...(params && { params }) };
      const { status, json } = await ask(routeOf(name), asked);
      expect([status, json.type]).toEqual([200, undefined]);
      sizes.push(json.data.length);
      if (json.nextCursor === null) return sizes;
      cursor = `&cursor=${json.nextCursor}`;
    }
    throw new Error('the list has no end');
  };
  const expected = (rows: number): readonly number[] => {
    const full = Array.from({ length: Math.max(0, Math.ceil(rows / LIMIT) - 1) }, () => LIMIT);
    return [...full, rows - full.length * LIMIT];
  };

  test('every list of the contracts is filled here', () => {
    expect(LISTS.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(FILL).toSorted());
  });

  test('every filter of those lists is tried here', () => {
    const filters = LISTS.flatMap(({ operationId, query }) =>
      Object.keys((query as ZodObject | undefined)?.shape ?? {})
        .filter((name) => !NO_FILTERS.has(name))
        .map((name) => `${operationId} by ${name}`),
    );
    const tried = Object.keys(FILTERED).flatMap((name) => {
      const [list, by = ''] = name.split(' by ');
      return by.split(' and ').map((one) => `${list} by ${one}`);
    });
    expect(tried.toSorted()).toEqual(filters.toSorted());
  });

  const cases = Object.entries({ ...FILL, ...FILTERED });
  describe.each(cases)('%s', (name, fill) => {
    test.each(SIZES)('has full pages and a null cursor on the last one, with %d rows', async (rows) => {
      const tenant = `t${randomUUID().slice(0, 8)}`;
      const filled = await fill(tenant, rows);
      expect(await pagesOf(name, tenant, filled)).toEqual(expected(rows));
    });
  });
});
