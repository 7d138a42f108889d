import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { paymentsOperations } from '../../../functions/payments/contract/api.ts';
import { passedOn } from '../../../functions/payments/contract/problems.ts';
import { RULES_MAX } from '../../../functions/payments/model/approval.ts';
import { LIMITS_MAX } from '../../../functions/payments/model/limit.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { changes, tableState } from '../../support/table-state.ts';
import type { Asked } from './asked.ts';
import { OWN } from './bank-files.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 100_000n;
const PAY = 'POST /v1/payments';
const BATCH = 'POST /v1/payment-batches';
const LIMIT = 'POST /v1/payment-limits';
const RULE = 'POST /v1/approval-rules';
const SCHEDULE = 'POST /v1/payment-schedules';
const ORIGINATOR = 'POST /v1/payment-rails/{rail}/originator';
const WRITE = 'POST /v1/payment-files';
const UPLOAD = 'POST /v1/payment-files/inbox';
const CLOSE = 'POST /v1/payment-tasks/{id}/close';
const ACH = { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' };

const book = (amount: string, more: object = {}) => ({
  from: 'payer',
  to: { account: 'payee' },
  amount,
  currency: 'USD',
  ...more,
});
const outside = (rail: string, destination: string) => book('1', { to: { rail, destination } });
const monthly = { ...book('1'), recurrence: 'FREQ=MONTHLY', startsOn: '2026-12-01' };
const limit = { window: 'day', currency: 'EUR', amount: '1' };
const rule = { currency: 'EUR', fromAmount: '1', approvers: 1 };

/** A call that is taken as it stands; refusals are made of it. */
const TAKEN: Readonly<Record<string, Asked & { readonly route: string }>> = {
  createPayment: { route: PAY, body: book('1') },
  createPaymentBatch: { route: BATCH, body: { mode: 'independent', payments: [book('1')] } },
  cancelPayment: { route: `${PAY}/{id}/cancel`, id: 'paid' },
  refundPayment: { route: `${PAY}/{id}/refund`, id: 'paid', body: { amount: '1' } },
  resolvePayment: { route: `${PAY}/{id}/resolve`, id: 'paid', client: 'cli_2', body: { outcome: 'failed' } },
  approvePayment: { route: `${PAY}/{id}/approve`, id: 'waits', client: 'cli_2' },
  rejectPayment: { route: `${PAY}/{id}/reject`, id: 'waits', client: 'cli_2' },
  stopPaymentRail: { route: 'POST /v1/payment-rails/{rail}/stop', rail: 'sandbox' },
  startPaymentRail: { route: 'POST /v1/payment-rails/{rail}/start', rail: 'sandbox' },
  createPaymentLimit: { route: LIMIT, body: limit },
  deletePaymentLimit: { route: 'DELETE /v1/payment-limits/{id}', id: 'limit' },
  createApprovalRule: { route: RULE, body: rule },
  deleteApprovalRule: { route: 'DELETE /v1/approval-rules/{id}', id: 'rule' },
  createPaymentSchedule: { route: SCHEDULE, body: monthly },
  cancelPaymentSchedule: { route: `${SCHEDULE}/{id}/cancel`, id: 'schedule' },
  setRailOriginator: { route: ORIGINATOR, rail: 'sepa', body: OWN },
  writePaymentFile: { route: WRITE, body: { rail: 'sepa' } },
  uploadPaymentFile: { route: UPLOAD, body: { rail: 'sepa', content: 'no XML' } },
  closePaymentTask: { route: CLOSE, id: 'task' },
};

type Way = readonly [operation: string, problem: string, more: Asked];
const METADATA = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']));

/** What no body may say, whatever else is in it. */
const MALFORMED: readonly (readonly [problem: string, members: object, of: readonly string[]])[] = [
  ...(['1.5', '0', `1${'0'.repeat(27)}`] as const).map((amount, place) => {
    const problem = ['amount-format', 'amount-not-positive', 'amount-too-large'][place] ?? '';
    const of = ['createPayment', 'refundPayment', 'createPaymentLimit', 'createPaymentSchedule'];
    return [problem, { amount }, of] as const;
  }),
  ['amount-format', { fromAmount: '1.5' }, ['createApprovalRule']],
  ['amount-not-positive', { fromAmount: '0' }, ['createApprovalRule']],
  ['amount-too-large', { fromAmount: `1${'0'.repeat(27)}` }, ['createApprovalRule']],
  ...(
    [
      ['currency-unknown', 'ABC'],
      ['currency-unsupported', 'XAU'],
    ] as const
  ).map(([problem, currency]) => {
    const of = ['createPayment', 'createPaymentLimit', 'createApprovalRule', 'createPaymentSchedule'];
    return [problem, { currency }, of] as const;
  }),
  ['id-format', { from: '!' }, ['createPayment', 'createPaymentSchedule']],
  ['id-format', { account: '!' }, ['createPaymentLimit']],
  ['metadata-limit', { metadata: METADATA }, ['createPayment', 'createPaymentSchedule']],
  ['date-format', { scheduledFor: 'soon' }, ['createPayment']],
  ['date-format', { startsOn: 'soon' }, ['createPaymentSchedule']],
  ['date-window', { scheduledFor: '2020-01-01' }, ['createPayment']],
  ['date-window', { startsOn: '2020-01-01' }, ['createPaymentSchedule']],
  ['rail-unknown', { to: { rail: 'pigeon', destination: 'x' } }, ['createPayment', 'createPaymentSchedule']],
  ['rail-unknown', { rail: 'pigeon' }, ['createPaymentLimit', 'writePaymentFile', 'uploadPaymentFile']],
  ['rail-unknown', { rails: ['pigeon'] }, ['createApprovalRule']],
  [
    'destination-invalid',
    { to: { rail: 'sandbox', destination: 'nobody' } },
    ['createPayment', 'createPaymentSchedule'],
  ],
  ['recurrence-invalid', { recurrence: 'FREQ=HOURLY' }, ['createPaymentSchedule']],
  ['recurrence-invalid', { recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, ['createPaymentSchedule']],
  ['originator-invalid', { iban: 'DE00512108001245126199' }, ['setRailOriginator']],
];

const UNFIT = [book('1'), outside('sandbox', 'nobody')];
const WAYS: readonly Way[] = [
  ...MALFORMED.flatMap(([problem, members, of]) =>
    of.map((one): Way => [one, problem, { body: { ...TAKEN[one]?.body, ...members } }]),
  ),
  ...Object.entries(TAKEN)
    .filter(([, { id }]) => id !== undefined)
    .map(([operation]): Way => [operation, 'not-found', { tenant: 'globex' }]),
  ['stopPaymentRail', 'not-found', { rail: 'book' }],
  ['setRailOriginator', 'not-found', { rail: 'sandbox' }],
  ['createPayment', 'limit-exceeded', { body: book('551', { to: { account: 'payee' } }) }],
  ['createPayment', 'limit-exceeded', { body: { ...outside('sandbox', 'ok'), amount: '551' } }],
  ['createPayment', 'limit-exceeded', { body: book('2001') }],
  ['createPayment', 'idempotency-key-reused', { key: 'paid', body: book('2') }],
  ['createPayment', 'idempotency-key-reused', { key: 'waits', body: book('2') }],
  ['createPayment', 'originator-missing', { tenant: 'bare', body: { ...book('1'), currency: 'EUR', to: sepaPayee() } }],
  ['createPaymentBatch', 'batch-refused', { body: { mode: 'atomic', payments: UNFIT } }],
  ['createPaymentBatch', 'batch-totals', { body: { mode: 'atomic', payments: [book('1')], sums: { USD: '2' } } }],
  ['createPaymentBatch', 'batch-totals', { body: { mode: 'independent', payments: [book('1')], count: 2 } }],
  ['createPaymentBatch', 'lines-too-large', { body: { mode: 'independent', csv: widest() } }],
  ['createPaymentBatch', 'batch-exists', { body: { mode: 'atomic', payments: [book('50')] } }],
  ['createPaymentBatch', 'limit-exceeded', { body: { mode: 'atomic', payments: [book('250'), book('251')] } }],
  ['createPaymentBatch', 'limit-exceeded', { body: { mode: 'atomic', payments: [book('1'), book('2001')] } }],
  ['cancelPayment', 'payment-state', {}],
  ['refundPayment', 'payment-state', { body: { amount: '401' } }],
  ['resolvePayment', 'payment-state', {}],
  ['approvePayment', 'payment-state', { id: 'paid' }],
  ['rejectPayment', 'payment-state', { id: 'paid' }],
  ['resolvePayment', 'four-eyes', { client: 'cli_maker' }],
  ['approvePayment', 'four-eyes', { client: 'cli_maker' }],
  ['approvePayment', 'four-eyes', { client: 'cli_9' }],
  ['rejectPayment', 'four-eyes', { client: 'cli_maker' }],
  ['approvePayment', 'limit-exceeded', {}],
  ['approvePayment', 'limit-exceeded', { id: 'huge' }],
  ['createPaymentLimit', 'policy-full', { tenant: 'full' }],
  ['createApprovalRule', 'policy-full', { tenant: 'full' }],
  ['writePaymentFile', 'originator-missing', { tenant: 'bare' }],
  ['writePaymentFile', 'nothing-gathered', {}],
  ['writePaymentFile', 'rail-stopped', { body: { rail: 'ach' } }],
  ['uploadPaymentFile', 'originator-missing', { tenant: 'bare' }],
  ['closePaymentTask', 'task-closed', {}],
];

/** A body of a hundred kB that is more than 4 MB as it is kept: each line has all of the header's names. */
function widest(): string {
  const names = Array.from({ length: 40 }, (_, place) => `metadata.${String.fromCodePoint(0x4e00 + place).repeat(36)}`);
  const header = ['from', 'account', 'amount', 'currency', ...names].join(',');
  return [header, ...Array(1_000).fill(`payer,payee,1,USD${',1'.repeat(names.length)}`)].join('\n');
}

function sepaPayee() {
  return { rail: 'sepa', name: 'Erika Mustermann', iban: 'DE89370400440532013000' };
}

/** Refusals of the ledger: there the payment is on record, has failed and counts nowhere. */
const OF_LEDGER = ['ledger-refused', ...Object.keys(passedOn)].filter((slug) => slug !== 'date-window');

const WRITING = (paymentsOperations as readonly Operation[]).filter(({ method }) => method !== 'GET');
const declaredAs = (problem: string) =>
  WRITING.flatMap(({ problems }) => problems).find(({ slug }) => slug === problem);
const isStored = (problem: string): boolean => declaredAs(problem)?.stored === true;

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let world: PaymentsWorld;
  let poor: PaymentsWorld;
  const ids: Record<string, string> = {};
  let keys = 0;

  const ask = async (in_: PaymentsWorld, operation: string, more: Asked) => {
    keys += 1;
    const { route, ...taken } = TAKEN[operation] ?? { route: '' };
    const asked = { key: `k${keys}`, ...taken, ...more };
    const answer = await in_.call(route, asked.id === undefined ? asked : { ...asked, id: ids[asked.id] ?? asked.id });
    if (answer === undefined) throw new Error('its process died');
    return answer;
  };
  const made = async (route: string, asked: Asked): Promise<string> => {
    const { status, json } = await world.ask(route, asked);
    expect([status, json.type]).toEqual([status < 300 ? status : 201, undefined]);
    return String(json.id);
  };
  const used = async () =>
    (await world.ask('GET /v1/payment-limits')).json.data.map(({ usage }: { usage: object }) => usage);

  beforeAll(async () => {
    world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
    for (const slug of OF_LEDGER)
      world.ledger.refusing.set(slug, { status: 422, slug: slug === 'ledger-refused' ? 'else' : slug });
    await world.ask(ORIGINATOR, { rail: 'sepa', body: OWN });
    await world.ask(ORIGINATOR, { rail: 'ach', body: ACH });
    await world.ask('POST /v1/payment-rails/{rail}/stop', { rail: 'ach' });
    ids.paid = await made(PAY, { key: 'paid', body: book('400') });
    ids.rule = await made(RULE, { body: { currency: 'USD', fromAmount: '600', approvers: 2 } });
    ids.waits = await made(PAY, { key: 'waits', body: book('600') });
    ids.huge = await made(PAY, { body: book('3000') });
    for (const id of ['waits', 'huge']) await world.ask(`${PAY}/{id}/approve`, { id: ids[id] ?? '', client: 'cli_9' });
    await world.ask('DELETE /v1/approval-rules/{id}', { id: ids.rule });
    ids.rule = await made(RULE, { body: rule });
    await made(LIMIT, { body: { window: 'payment', currency: 'USD', amount: '2000' } });
    ids.limit = await made(LIMIT, { body: { window: 'day', currency: 'USD', amount: '1000' } });
    await made(PAY, { body: book('450') });
    await made(BATCH, { body: { mode: 'atomic', payments: [book('50')] } });
    ids.schedule = await made(SCHEDULE, { body: monthly });
    await made(UPLOAD, { body: { rail: 'sepa', content: 'nothing that a bank writes' } });
    await world.pump();
    ids.task = (await world.ask('GET /v1/payment-tasks')).json.data[0].id;
    await world.ask(CLOSE, { id: ids.task ?? '' });
    for (let count = 0; count < LIMITS_MAX; count += 1) await world.ask(LIMIT, { tenant: 'full', body: limit });
    for (let count = 0; count < RULES_MAX; count += 1) await world.ask(RULE, { tenant: 'full', body: rule });
    await world.pump();
    poor = await PaymentsWorld.on(client);
    poor.heldTo({ itemsPerSecond: 1, burst: 2 });
    for (let status = 0; status !== 429; ) ({ status } = await ask(poor, 'startPaymentRail', {}));
  });

  const stateOf = async (of: PaymentsWorld) => ({
    items: await tableState(client, of.tables().payments),
    outside: JSON.stringify([of.queues, of.ledger.leave(), of.outbox.puts, [...of.inbox.objects.keys()]]),
  });
  const expectUnchanged = async (of: PaymentsWorld, operation: string, problem: string, more: Asked) => {
    const before = await stateOf(of);
    expect((await ask(of, operation, more)).json.type).toBe(`/problems/${problem}`);
    const after = await stateOf(of);
    const { made: names, ...rest } = changes(before.items, after.items);
    expect(rest).toEqual({ changed: [], removed: [] });
    expect(names.map((name) => name.split('|').at(-1))).toEqual(isStored(problem) ? ['R'] : []);
    expect(after.outside).toBe(before.outside);
  };

  describe('a call that payments refuses', () => {
    test('is tried here for every refusal that an operation of the contract declares', () => {
      const tried = new Set([
        ...WAYS.map(([operation, problem]) => `${operation} ${problem}`),
        ...OF_LEDGER.map((problem) => `createPayment ${problem}`),
      ]);
      const declared = WRITING.flatMap(({ operationId, problems }) =>
        problems.map(({ slug }) => `${operationId} ${slug}`),
      );
      const untried = declared.filter((one) => !tried.has(one));
      expect(untried.filter((one) => !one.endsWith(' conflict') && !one.endsWith(' over-budget'))).toEqual([]);
    });

    test.each(WAYS)('%s with %s changes nothing but the receipt of its key', async (operation, problem, more) =>
      expectUnchanged(world, operation, problem, more),
    );

    test.each(WRITING.map(({ operationId }) => operationId))('%s over its budget changes nothing', async (operation) =>
      expectUnchanged(poor, operation, 'over-budget', {}),
    );

    test.each(
      OF_LEDGER.flatMap((problem) => [
        [problem, 'book', { account: problem }],
        [problem, 'the sandbox', { rail: 'sandbox', destination: 'ok' }],
      ]) as [string, string, object][],
    )(
      'with %s of the ledger, over %s, leaves a failed payment that holds and counts nothing',
      async (problem, _, to) => {
        const [usage, { balances, holds, booked }] = [await used(), world.ledger.leave()];
        const no = world.ledger.refusing.get(problem);
        if (no === undefined) throw new Error('the ledger takes it');
        if (!('account' in to)) world.ledger.refusing.set('@rail.sandbox.clearing', no);
        const { status, json } = await ask(world, 'createPayment', { body: book('1', { to }) });
        await world.pump();
        world.ledger.refusing.delete('@rail.sandbox.clearing');
        const answer = [declaredAs(problem)?.status, `/problems/${problem}`];
        expect([status, json.type]).toEqual('account' in to ? answer : [201, undefined]);
        const id = /pay_\w{26}/.exec(json.id ?? json.detail)?.[0] ?? '';
        const { state, failure } = (await world.ask('GET /v1/payments/{id}', { id })).json;
        expect([state, failure.code]).toEqual(['failed', no.slug]);
        expect(await used()).toEqual(usage);
        expect(world.ledger.leave()).toMatchObject({ balances, holds, booked });
      },
    );
  });
});
