import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { ledgerOperations } from '../../../functions/ledger/contract/api.ts';
import {
  closeAccountRoute,
  freezeAccountRoute,
  unfreezeAccountRoute,
} from '../../../functions/ledger/handlers/api/account-status.ts';
import { closePeriodRoute } from '../../../functions/ledger/handlers/api/periods.ts';
import { reverseTransactionRoute } from '../../../functions/ledger/handlers/api/reverse-transaction.ts';
import { conflictAt } from '../../support/fake-dynamo.ts';
import { CLOSED, MONTH, pay, Scene, SECOND } from './refusal-scene.ts';
import type { Answered } from './rig.ts';

type Way = readonly [operation: string, problem: string, ask: (scene: Scene) => Promise<Answered>];

/** What any new transaction is refused with, by its body. */
const BODIES: readonly (readonly [problem: string, body: (scene: Scene) => object])[] = [
  ['account-not-found', () => pay('rich', 'nobody', '1')],
  ['account-closed', () => pay('rich', 'gone', '1')],
  ['account-frozen', () => pay('cold', '@world', '1')],
  ['currency-mismatch', () => pay('rich', 'euro', '1')],
  ['insufficient-funds', () => pay('rich', 'poor', '5000')],
  [
    'amount-too-large',
    () => ({ currency: 'USD', postings: Array(48).fill(pay('@w', 'brim', '9'.repeat(18)).postings[0]) }),
  ],
  ['same-account', () => pay('rich', 'rich', '1')],
  [
    'unbalanced',
    () => ({
      currency: 'USD',
      entries: [
        { account: 'rich', direction: 'debit', amount: '2' },
        { account: 'poor', direction: 'credit', amount: '1' },
      ],
    }),
  ],
  ['date-window', ({ now }) => pay('rich', 'poor', '1', { effectiveAt: new Date(now + 60 * SECOND).toISOString() })],
  ['period-closed', () => pay('rich', 'poor', '1', { effectiveAt: CLOSED })],
  ['reference-exists', () => pay('rich', 'poor', '1', { reference: 'taken', uniqueReference: true })],
];

/** Fills an account to its bound, so that it takes nothing more. */
const brim = async (scene: Scene) => {
  await scene.opening('brim');
  const item = scene.dynamo.items.get('acme#A#brim|A') ?? {};
  const full = { c: { N: String(10n ** 27n) }, dr: { N: String(10n ** 27n) }, cr: { N: '0' } };
  scene.dynamo.items.set('acme#A#brim|A', { ...item, ...full });
};

const WAYS: readonly Way[] = [
  ...BODIES.flatMap(([problem, body]): readonly Way[] => [
    ['createTransaction', problem, (scene) => scene.pay('k', body(scene))],
    ['dryRunTransaction', problem, (scene) => scene.dryRun(body(scene))],
    ['createTransactions', problem, (scene) => scene.batch('independent', [{ key: 'k', ...body(scene) }])],
    ['createTransactions', problem, (scene) => scene.batch('atomic', [{ key: 'k', ...body(scene) }])],
  ]),
  [
    'createTransactions',
    'batch-too-large',
    (scene) => {
      const one = (_: unknown, index: number) => ({ key: `k${index}`, ...pay('rich', '@fees', '1') });
      return scene.batch('atomic', Array.from({ length: 100 }, one));
    },
  ],
  [
    'createTransactions',
    'idempotency-key-reused',
    (scene) => scene.batch('independent', [{ key: 'posted', ...pay('rich', '@fees', '6') }]),
  ],
  [
    'createTransactions',
    'account-not-found',
    (scene) =>
      scene.batch('atomic', [
        { key: 'fine', ...pay('rich', 'poor', '1', { reference: 'fresh', uniqueReference: true }) },
        { key: 'broken', ...pay('rich', 'nobody', '1') },
      ]),
  ],
  [
    'createTransactions',
    'batch-aborted',
    (scene) =>
      scene.batch('atomic', [
        { key: 'fine', ...pay('rich', 'poor', '1') },
        { key: 'broken', ...pay('rich', 'rich', '1') },
      ]),
  ],
  ['createTransaction', 'idempotency-key-reused', (scene) => scene.pay('posted', pay('rich', '@fees', '6'))],
  ['createAccount', 'account-exists', (scene) => scene.opening('rich', {}, 'k')],
  ['updateAccount', 'overdraft-in-use', (scene) => scene.patch('spent', { overdraft: { limit: '59' }, name: 'New' })],
  ['updateAccount', 'metadata-limit', (scene) => scene.patch('rich', { name: 'Other', metadata: { more: 'v' } })],
  ['updateAccount', 'account-system', (scene) => scene.patch('@world', { name: 'x' })],
  ['updateAccount', 'account-closed', (scene) => scene.patch('gone', { name: 'x' })],
  ['updateAccount', 'version-mismatch', (scene) => scene.patch('rich', { name: 'x' }, '"0.9"')],
  ['updateAccount', 'not-found', (scene) => scene.patch('nobody', { name: 'x' })],
  ['freezeAccount', 'account-system', (scene) => scene.status(freezeAccountRoute, '@world')],
  ['freezeAccount', 'account-closed', (scene) => scene.status(freezeAccountRoute, 'gone')],
  ['freezeAccount', 'not-found', (scene) => scene.status(freezeAccountRoute, 'nobody')],
  ['unfreezeAccount', 'account-system', (scene) => scene.status(unfreezeAccountRoute, '@world')],
  ['unfreezeAccount', 'account-closed', (scene) => scene.status(unfreezeAccountRoute, 'gone')],
  ['closeAccount', 'account-system', (scene) => scene.status(closeAccountRoute, '@world')],
  ['closeAccount', 'account-not-empty', (scene) => scene.status(closeAccountRoute, 'rich')],
  ['closeAccount', 'account-not-empty', (scene) => scene.status(closeAccountRoute, 'spent')],
  ['postTransaction', 'posting-count', (scene) => scene.post('k', scene.of('many'), '1')],
  ['postTransaction', 'capture-too-large', (scene) => scene.post('k', scene.of('held'), '11')],
  ['postTransaction', 'transaction-state', (scene) => scene.post('k', scene.of('posted'))],
  ['postTransaction', 'transaction-state', (scene) => scene.post('k', scene.of('voided'))],
  ['postTransaction', 'transaction-state', (scene) => scene.post('k', scene.of('late'))],
  ['postTransaction', 'period-closed', (scene) => scene.post('k', scene.of('back'))],
  ['closePeriod', 'period-not-over', (scene) => scene.close('2999-01')],
  [
    'closePeriod',
    'period-state',
    (scene) => scene.send(closePeriodRoute(scene.store), { key: 'k', params: { period: MONTH } }),
  ],
  ['reopenPeriod', 'period-state', (scene) => scene.reopen('2026-02')],
  ['reopenPeriod', 'period-own', (scene) => scene.reopen(MONTH)],
  [
    'reverseTransaction',
    'period-closed',
    (scene) =>
      scene.send(reverseTransactionRoute(scene.store), {
        key: 'k',
        params: { id: scene.of('posted') },
        body: { effectiveAt: CLOSED },
      }),
  ],
  ['postTransaction', 'not-found', (scene) => scene.post('k', 'txn_none')],
  ['voidTransaction', 'transaction-state', (scene) => scene.release('k', scene.of('posted'))],
  ['voidTransaction', 'transaction-state', (scene) => scene.release('k', scene.of('voided'))],
  ['reverseTransaction', 'transaction-state', (scene) => scene.reverse('k', scene.of('undone'))],
  ['reverseTransaction', 'transaction-state', (scene) => scene.reverse('k', scene.of('reversal'))],
  ['reverseTransaction', 'transaction-state', (scene) => scene.reverse('k', scene.of('held'))],
  ['reverseTransaction', 'transaction-state', (scene) => scene.reverse('k', scene.of('late'))],
  ['reverseTransaction', 'transaction-state', (scene) => scene.reverse('k', scene.of('voided'))],
  ['reverseTransaction', 'insufficient-funds', (scene) => scene.reverse('k', scene.of('moved'))],
  [
    'reverseTransaction',
    'date-window',
    (scene) => {
      const effectiveAt = new Date(scene.now + 60 * SECOND).toISOString();
      return scene.send(reverseTransactionRoute(scene.store), {
        key: 'k',
        params: { id: scene.of('posted') },
        body: { effectiveAt },
      });
    },
  ],
];

/** What a schema finds before the story, and what only other requests at the same time or a budget bring. */
const ELSEWHERE = new Set([
  ...['amount-format', 'amount-not-positive', 'currency-unknown', 'currency-unsupported', 'id-format', 'date-format'],
  ...['idempotency-key-format', 'conflict', 'over-budget'],
]);
/** Found by a schema of the operation where it is no rule of its state. */
const BY_SCHEMA = new Set([
  ...['createAccount amount-too-large', 'createAccount metadata-limit', 'updateAccount amount-too-large'],
  ...['createTransaction metadata-limit', 'dryRunTransaction metadata-limit', 'createTransactions metadata-limit'],
  ...['createTransaction posting-count', 'dryRunTransaction posting-count', 'createTransactions posting-count'],
  ...['postTransaction amount-too-large', 'reverseTransaction metadata-limit'],
]);
/** What a reversal can meet as any new transaction does, by the same code. */
const AS_ANY = new Set([
  'account-not-found',
  'account-closed',
  'account-frozen',
  'currency-mismatch',
  'amount-too-large',
]);

/** The slugs that an answer tells, those of a batch's items too. */
const slugsIn = ({ problem, text }: Answered): readonly string[] =>
  problem === undefined
    ? JSON.parse(text).results.map((one: { problem?: { type: string } }) =>
        one.problem?.type.slice('/problems/'.length),
      )
    : [problem];

describe('a call that is refused', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await new Scene().make();
    await brim(scene);
  });

  test('is tried here for every refusal that an operation of the contract declares', () => {
    const tried = new Set(WAYS.map(([operation, problem]) => `${operation} ${problem}`));
    const writing = (ledgerOperations as readonly Operation[]).filter(({ method }) => method !== 'GET');
    const open = writing.flatMap(({ operationId, problems }) =>
      problems
        .map(({ slug }) => slug)
        .filter((slug) => !ELSEWHERE.has(slug) && !(operationId === 'reverseTransaction' && AS_ANY.has(slug)))
        .map((slug) => `${operationId} ${slug}`),
    );
    expect(open.filter((one) => !tried.has(one) && !BY_SCHEMA.has(one))).toEqual([]);
  });

  test.each(WAYS)('%s with %s changes nothing but the receipt of its key', async (operation, problem, ask) => {
    const before = scene.state();
    const answer = await ask(scene);
    expect(slugsIn(answer)).toContain(problem);
    const after = scene.state();
    const changed = [...after].filter(([name, item]) => before.get(name) !== item).map(([name]) => name);
    expect([...before.keys()].filter((name) => !after.has(name))).toEqual([]);
    expect(changed.filter((name) => before.has(name))).toEqual([]);
    const receipts = changed.map((name) => scene.dynamo.items.get(name));
    for (const receipt of receipts) {
      expect(receipt?.sc?.N).toBe(String(JSON.parse(receipt?.b?.S ?? '').status));
      expect(Number(receipt?.sc?.N)).toBeGreaterThanOrEqual(400);
      expect([receipt?.hs, receipt?.xb, receipt?.rk]).toEqual([undefined, undefined, undefined]);
    }
    const isStored = (ledgerOperations as readonly Operation[])
      .flatMap(({ problems }) => problems)
      .some(({ slug, stored }) => slug === problem && stored === true);
    const keepsNone = operation === 'dryRunTransaction' || operation === 'updateAccount';
    expect(receipts).toHaveLength(isStored && !keepsNone ? 1 : 0);
  });

  test('for contention changes nothing at all, and may succeed later with the same key', async () => {
    const before = scene.state();
    scene.dynamo.fault = { before: (count) => conflictAt(0, count) };
    const ask = () => [
      () => scene.pay('c1', pay('rich', 'poor', '1')),
      () => scene.post('c2', scene.of('held')),
      () => scene.release('c3', scene.of('many')),
      () => scene.reverse('c4', scene.of('posted')),
      () => scene.opening('late', {}, 'c5'),
      () => scene.status(freezeAccountRoute, 'rich'),
      () => scene.patch('rich', { name: 'x' }),
    ];
    for (const one of ask()) expect((await one()).problem).toBe('conflict');
    expect(scene.state()).toEqual(before);
    scene.dynamo.fault = {};
    for (const one of ask()) expect((await one()).status).toBeLessThan(300);
  });
});
