import { randomUUID } from 'node:crypto';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ZodObject } from 'zod';
import { catalog } from '../../../functions/catalog/contract/domain.ts';
import { identityOperations } from '../../../functions/identity/contract/api.ts';
import { build as buildIdentity } from '../../../functions/identity/handlers/api/routes.ts';
import { int } from '../../../functions/kernel/aws/attributes.ts';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { ledgerOperations } from '../../../functions/ledger/contract/api.ts';
import { build as buildLedger } from '../../../functions/ledger/handlers/api/routes.ts';
import { readAccountLines } from '../../../functions/ledger/store/table/account-item.ts';
import { entryItem } from '../../../functions/ledger/store/table/entry-item.ts';
import { accountKey, accountPartition } from '../../../functions/ledger/store/table/keys.ts';
import { paymentsOperations } from '../../../functions/payments/contract/api.ts';
import { webhooksOperations } from '../../../functions/webhooks/contract/api.ts';
import { type Ask, asking, type Filled, type Fills, LIMIT, times } from '../../support/asking.ts';
import { startIdentity } from '../../support/identity-bench.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { newWorld, type World } from '../ledger/kit.ts';
import { PaymentsWorld } from '../payments/world.ts';
import type { Kit } from '../webhooks/kit.ts';
import { busMessage } from '../webhooks/kit-events.ts';
import { kits } from '../webhooks/kits.ts';
import { create } from '../webhooks/steps.ts';
import { CATALOG_LISTS, FILTERED_CATALOG_LISTS } from './catalog-lists.ts';
import { paymentLists } from './payment-lists.ts';

const SIZES = [0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 2 * LIMIT];
/** Rows before and behind those that a filter lets through: more than one read of a list takes. */
const CLUTTER = 110;
const DAY = 86_400_000;

/** Parameters that say which page, or which history in which order, and pass over no row of it. */
const NO_FILTERS: ReadonlySet<string> = new Set(['limit', 'cursor', 'after', 'order', 'currency']);

const isList = ({ replies }: Operation): boolean => (replies[200] as ZodObject | null)?.shape?.nextCursor !== undefined;
const LISTS: readonly Operation[] = [
  ...identityOperations,
  ...ledgerOperations,
  ...webhooksOperations,
  ...paymentsOperations,
  ...catalog.operations,
].filter(isList);

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
  let numbered = 0;
  const emit = async (tenant: string, count: number, type = 'ledger.AccountOpened') => {
    const batch = Array.from({ length: count }, () => {
      numbered += 1;
      return busMessage(numbered, tenant, type);
    });
    if (count > 0) await hooks.onEvent(batch);
  };

  const payment = paymentLists(() => payments);
  const FILL: Fills = {
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
    ...payment.lists,
    ...CATALOG_LISTS,
  };

  /** Lists with a filter, and rows that it passes over around those that it does not. */
  const FILTERED: Fills = {
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
    'listEvents by type': async (tenant, rows) => {
      await emit(tenant, CLUTTER, 'ledger.TransactionPosted');
      for (let row = 0; row < rows; row += 1) {
        await emit(tenant, 1, 'ledger.AccountOpened');
        await emit(tenant, 2, 'ledger.TransactionPosted');
      }
      await emit(tenant, CLUTTER, 'ledger.TransactionPosted');
      return { ask: webhooks, query: '&type=ledger.AccountOpened' };
    },
    ...payment.filtered,
    ...FILTERED_CATALOG_LISTS,
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
