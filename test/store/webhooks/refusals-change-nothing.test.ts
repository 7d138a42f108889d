import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { webhooksOperations } from '../../../functions/webhooks/contract/api.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { changes, tableState } from '../../support/table-state.ts';
import type { Kit } from './kit.ts';
import { kits } from './kits.ts';
import { create, deliveriesOf, emit } from './steps.ts';

const ENDPOINTS = '/v1/webhook-endpoints';
const MOST_ENDPOINTS = 200;
const MOST_SECRETS = 5;
const URL_OK = 'http://127.0.0.1:9999/hook';
const BAD_BODIES = [
  ['webhook-url-scheme', { url: 'ftp://example.com/hook' }],
  ['webhook-url-forbidden', { url: 'https://user:pass@hooks.example.com/hook' }],
  ['event-type-unknown', { events: ['ledger.NoSuchThing'] }],
] as const;

type Change = readonly [operation: string, route: string, body?: object];
/** Everything that is held to a tenant's budget. */
const CHANGES: readonly [Change, ...Change[]] = [
  ['testWebhookEndpoint', `POST ${ENDPOINTS}/{id}/test`],
  ['createWebhookEndpoint', `POST ${ENDPOINTS}`, { url: URL_OK, events: ['*'] }],
  ['updateWebhookEndpoint', `PATCH ${ENDPOINTS}/{id}`, { description: 'New' }],
  ['deleteWebhookEndpoint', `DELETE ${ENDPOINTS}/{id}`],
  ['rotateWebhookSecret', `POST ${ENDPOINTS}/{id}/rotate-secret`],
  ['redeliverWebhook', 'POST /v1/deliveries/{id}/redeliver'],
];

await onEachEngine((engine) => {
  const { fresh } = kits(engine);
  let one: Kit;
  let full: Kit;
  let poor: Kit;
  const ids = { open: '', off: '', turned: '', delivery: '', late: '', poor: '' };
  let keys = 0;
  const key = () => {
    keys += 1;
    return `refused-${keys}`;
  };

  const askPoor = ([, route, body]: Change) =>
    poor.call(route, {
      params: { id: route.includes('deliveries') ? ids.late : ids.poor },
      ...(body && { body }),
      ...(route.startsWith('POST') && { key: key() }),
    });

  beforeAll(async () => {
    one = await fresh('refusals');
    ids.open = (await create(one)).id;
    ids.off = (await create(one)).id;
    ids.turned = (await create(one)).id;
    await emit(one, 1);
    await one.drainQueue();
    ids.late = (await deliveriesOf(one, ids.off))[0].id;
    const off = { params: { id: ids.off }, body: { enabled: false } };
    expect((await one.call(`PATCH ${ENDPOINTS}/{id}`, off)).status).toBe(200);
    for (let turn = 0; turn < MOST_SECRETS; turn += 1) {
      await one.call(`POST ${ENDPOINTS}/{id}/rotate-secret`, {
        key: key(),
        params: { id: ids.turned },
        body: { overlapSeconds: 86_400 },
      });
    }
    full = await fresh('refusals-full');
    for (let made = 0; made < MOST_ENDPOINTS; made += 1) await create(full);
    poor = await fresh('refusals-poor', undefined, undefined, undefined, undefined, { itemsPerSecond: 1, burst: 2 });
    ids.poor = (await create(poor)).id;
    for (let status = 0; status !== 429; ) status = Number((await askPoor(CHANGES[0])).status);
  }, 60_000);

  type Way = readonly [
    operation: string,
    problem: string,
    ask: () => Promise<{ json: { type: string } }>,
    on?: () => Kit,
  ];
  const post = (path: string, id: string, body?: object) =>
    one.call(`POST ${path}`, { key: key(), params: { id }, ...(body && { body }) });
  const patch = (id: string, body: object, tenant = 'acme') =>
    one.call(`PATCH ${ENDPOINTS}/{id}`, { params: { id }, body, tenant });
  const WAYS: readonly Way[] = [
    ...BAD_BODIES.flatMap(([problem, bad]): readonly Way[] => [
      [
        'createWebhookEndpoint',
        problem,
        () => one.call(`POST ${ENDPOINTS}`, { key: key(), body: { url: URL_OK, events: ['*'], ...bad } }),
      ],
      ['updateWebhookEndpoint', problem, () => patch(ids.open, { description: 'New', ...bad })],
    ]),
    [
      'createWebhookEndpoint',
      'webhook-endpoint-limit',
      () => full.call(`POST ${ENDPOINTS}`, { key: key(), body: { url: URL_OK, events: ['*'] } }),
      () => full,
    ],
    ['updateWebhookEndpoint', 'not-found', () => patch(ids.open, { description: 'New' }, 'globex')],
    [
      'deleteWebhookEndpoint',
      'not-found',
      () => one.call(`DELETE ${ENDPOINTS}/{id}`, { params: { id: ids.open }, tenant: 'globex' }),
    ],
    [
      'rotateWebhookSecret',
      'webhook-secret-limit',
      () => post(`${ENDPOINTS}/{id}/rotate-secret`, ids.turned, { overlapSeconds: 86_400 }),
    ],
    ['testWebhookEndpoint', 'webhook-endpoint-disabled', () => post(`${ENDPOINTS}/{id}/test`, ids.off)],
    ['redeliverWebhook', 'webhook-endpoint-disabled', () => post('/v1/deliveries/{id}/redeliver', ids.late)],
    ...CHANGES.map((change): Way => [change[0], 'over-budget', () => askPoor(change), () => poor]),
  ];

  describe('a call that webhooks refuses', () => {
    test('is tried here for every refusal that an operation of the contract declares', () => {
      const tried = new Set(WAYS.map(([operation, problem]) => `${operation} ${problem}`));
      const declared = (webhooksOperations as readonly Operation[])
        .filter(({ method }) => method !== 'GET')
        .flatMap(({ operationId, problems }) => problems.map(({ slug }) => `${operationId} ${slug}`));
      expect(declared.filter((each) => !tried.has(each) && !each.endsWith(' conflict'))).toEqual([]);
    });

    test.each(WAYS)(
      '%s with %s changes nothing but the receipt of its key',
      async (_, problem, ask, on = () => one) => {
        const { store, queue, sent } = on();
        const before = await tableState(store.dynamo, store.table);
        const outside = [queue.length, sent.length];
        expect((await ask()).json.type).toBe(`/problems/${problem}`);
        const { made, ...rest } = changes(before, await tableState(store.dynamo, store.table));
        expect(rest).toEqual({ changed: [], removed: [] });
        const isStored = (webhooksOperations as readonly Operation[])
          .flatMap(({ problems }) => problems)
          .some(({ slug, stored }) => slug === problem && stored === true);
        expect(made.map((name) => name.split('|').at(-1))).toEqual(isStored ? ['R'] : []);
        expect([queue.length, sent.length]).toEqual(outside);
      },
    );
  });
});
