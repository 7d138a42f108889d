import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UNLIMITED } from '../../../functions/ledger/model/account.ts';
import { accountView } from '../../../functions/ledger/model/account-view.ts';
import type { Side } from '../../../functions/ledger/model/entry.ts';
import { COUNTED, met, runs } from '../../support/runs.ts';
import { type Answered, outcome, Rig, START } from './rig.ts';

/** Both normal sides, with each kind of overdraft. */
const ACCOUNTS: readonly (readonly [string, string, Side, bigint])[] = [
  ['c0', 'USD', 'credit', 0n],
  ['c1', 'USD', 'credit', 30n],
  ['c2', 'USD', 'credit', UNLIMITED],
  ['d0', 'USD', 'debit', 0n],
  ['d1', 'USD', 'debit', 30n],
  ['d2', 'USD', 'debit', UNLIMITED],
  ['e0', 'EUR', 'credit', 0n],
  ['e1', 'EUR', 'debit', 30n],
];
const USD = ACCOUNTS.filter(([, currency]) => currency === 'USD').map(([id]) => id);

interface Line {
  readonly account: string;
  readonly currency: string;
  /** Credits above zero. */
  readonly net: bigint;
  readonly pointer: string;
}
interface Body {
  readonly currency: string;
  readonly postings?: readonly { from: string; to: string; amount: string; currency?: string }[];
  readonly entries?: readonly { account: string; direction: Side; amount: string; currency?: string }[];
  readonly pending?: boolean;
  readonly effectiveAt?: string;
}

const account = fc.oneof(
  { weight: 16, arbitrary: fc.constantFrom(...USD, 'c2', 'd2') },
  { weight: 8, arbitrary: fc.constantFrom('@world', '@fees') },
  { weight: 1, arbitrary: fc.constantFrom('e0', 'e1', 'nobody', 'nemo') },
);
const amount = fc.integer({ min: 1, max: 60 }).map(String);
const currency = fc.constantFrom(undefined, undefined, 'USD', 'USD', 'USD', 'EUR');
const posting = fc.record({ from: account, to: account, amount, currency }, { requiredKeys: ['from', 'to', 'amount'] });
const more = fc.record(
  {
    pending: fc.boolean(),
    reference: fc.constant('ref'),
    description: fc.constant('Lunch'),
    metadata: fc.constant({ b: '2', a: '1' }),
    effectiveAt: fc.constantFrom(new Date(START - 5_000).toISOString(), new Date(START + 3_600_000).toISOString()),
  },
  { requiredKeys: [] },
);
const asEntries = (postings: readonly { from: string; to: string; amount: string; currency?: string | undefined }[]) =>
  postings.flatMap(({ from, to, ...rest }) => [
    { account: from, direction: 'debit', ...rest },
    { account: to, direction: 'credit', ...rest },
  ]);
const body: fc.Arbitrary<Body> = fc
  .tuple(fc.array(posting, { minLength: 1, maxLength: 3 }), fc.boolean(), more)
  .map(([postings, isEntries, rest]) =>
    JSON.parse(
      JSON.stringify({ currency: 'USD', ...(isEntries ? { entries: asEntries(postings) } : { postings }), ...rest }),
    ),
  );

/** What was done before: money and holds on accounts of either side, and statuses. */
const before = fc.record({
  moves: fc.array(fc.record({ id: fc.constantFrom(...USD), amount, out: fc.boolean(), pending: fc.boolean() }), {
    maxLength: 8,
  }),
  frozen: fc.constantFrom(...USD, ...Array(18).fill(null)),
  closed: fc.constantFrom(...USD, ...Array(18).fill(null)),
});
type Before = typeof before extends fc.Arbitrary<infer T> ? T : never;

const opened = async ({ moves, frozen, closed }: Before): Promise<Rig> => {
  const rig = new Rig();
  for (const one of ACCOUNTS) rig.open(...one);
  for (const [index, { id, amount: sum, out, pending }] of moves.entries()) {
    const [from, to] = out ? [id, '@world'] : ['@world', id];
    await rig.pay(`before-${index}`, { currency: 'USD', postings: [{ from, to, amount: sum }], pending });
  }
  if (frozen !== null) rig.setStatus(String(frozen), 'frozen');
  if (closed !== null) rig.setStatus(String(closed), 'closed');
  return rig;
};

const linesOf = ({ currency: common, postings = [], entries = [] }: Body): readonly Line[] => [
  ...postings.flatMap(({ from, to, amount: sum, currency: own = common }, index) => [
    { account: from, currency: own, net: -BigInt(sum), pointer: `/postings/${index}/from` },
    { account: to, currency: own, net: BigInt(sum), pointer: `/postings/${index}/to` },
  ]),
  ...entries.map(({ account: id, direction, amount: sum, currency: own = common }, index) => ({
    account: id,
    currency: own,
    net: direction === 'debit' ? -BigInt(sum) : BigInt(sum),
    pointer: `/entries/${index}/account`,
  })),
];

const ORDER = ['account-not-found', 'account-closed', 'account-frozen', 'currency-mismatch', 'insufficient-funds'];

/** Why an account refuses its lines, by what it shows of itself. */
const reasonOf = (rig: Rig, id: string, lines: readonly Line[]): string | undefined => {
  const found = rig.account(id);
  if (found === undefined) return 'account-not-found';
  if (found.status !== 'open') return `account-${found.status}`;
  if (lines.some(({ currency: one }) => one !== found.currency)) return 'currency-mismatch';
  const { available } = accountView(found, { name: undefined, metadata: {} }).balance;
  const net = lines.reduce((sum, line) => sum + line.net, 0n);
  const out = found.normal === 'credit' ? -net : net;
  return available !== null && out > BigInt(available) && out > 0n ? 'insufficient-funds' : undefined;
};

/** The first refusal by precedence, of the first account that has it, at the first place that names it. */
const expected = (rig: Rig, asked: Body): readonly [string, string] | undefined => {
  const lines = linesOf(asked).filter((line) => !line.account.startsWith('@'));
  const ids = [...new Set(lines.map((line) => line.account))];
  const refusals = ids.map((id) => {
    const own = lines.filter((line) => line.account === id);
    return { reason: reasonOf(rig, id, own), pointer: own[0]?.pointer ?? '' };
  });
  for (const reason of ORDER) {
    const first = refusals.find((one) => one.reason === reason);
    if (first !== undefined) return [reason, first.pointer];
  }
  return undefined;
};

const detailOf = ({ text, problem }: Answered): string | undefined => {
  if (problem === undefined) return undefined;
  return text.startsWith('{') ? JSON.parse(text).detail : text;
};

const BY_ACCOUNTS = new Set(ORDER);

describe('a dry run', () => {
  test('says what the transaction then answers, in every field, and each account as it then is', async () => {
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(before, body, async (setting, asked) => {
        const rig = await opened(setting);
        const dry = await rig.dryRun(asked);
        const real = await rig.pay('real', asked);
        expect([dry.problem, dry.errors, detailOf(dry)]).toEqual([real.problem, real.errors, detailOf(real)]);
        if (real.problem !== undefined) return;
        whole += 1;
        expect([dry.status, real.status]).toEqual([200, 201]);
        const { id, createdAt, ...made } = JSON.parse(real.text);
        const { id: none, createdAt: then, ...would } = JSON.parse(dry.text);
        expect([none, then <= createdAt, id.startsWith('txn_')]).toEqual([null, true, true]);
        const after = (name: string) => {
          const found = rig.account(name);
          if (found === undefined) return { balanceAfter: null, availableAfter: null };
          const { posted, available } = accountView(found, { name: undefined, metadata: {} }).balance;
          return { balanceAfter: posted, availableAfter: available };
        };
        const entries = made.entries.map((entry: { account: string }) => ({ ...entry, ...after(entry.account) }));
        expect(would).toEqual({ ...made, entries });
        expect(Object.keys(would)).toEqual(Object.keys(made));
      }),
      { numRuns: runs(1500), ...COUNTED },
    );
    expect(whole).toBeGreaterThanOrEqual(met(100));
  }, 60_000);
});

describe('a refusal', () => {
  test('is the first by precedence, and points at the first place that names the first account that has it', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(before, body, async (setting, asked) => {
        const rig = await opened(setting);
        const wanted = expected(rig, asked);
        for (const answer of [await rig.dryRun(asked), await rig.pay('real', asked)]) {
          if (answer.problem !== undefined && !BY_ACCOUNTS.has(answer.problem)) return;
          const told = answer.problem === undefined ? undefined : [outcome(answer), answer.errors[0]?.pointer];
          expect([asked, told]).toEqual([asked, wanted]);
          expect(answer.errors).toHaveLength(wanted === undefined ? 0 : 1);
        }
        if (wanted !== undefined) seen.set(wanted[0], (seen.get(wanted[0]) ?? 0) + 1);
      }),
      { numRuns: runs(2000), ...COUNTED },
    );
    for (const reason of ORDER) expect([reason, (seen.get(reason) ?? 0) >= met(20)]).toEqual([reason, true]);
  }, 60_000);

  test('of a posting from an account to itself points at the first such posting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(posting, { minLength: 1, maxLength: 4 }), fc.nat({ max: 3 }), async (some, place) => {
        const postings = some.map((one, index) => (index === place % some.length ? { ...one, to: one.from } : one));
        const first = postings.findIndex(({ from, to }) => from === to);
        const asked = JSON.parse(JSON.stringify({ currency: 'USD', postings }));
        const { problem, errors } = await new Rig().pay('k', asked);
        expect([problem, errors.map(({ pointer }) => pointer)]).toEqual(['same-account', [`/postings/${first}/to`]]);
      }),
      { numRuns: runs(300) },
    );
  });

  test('for a time points at the time', async () => {
    const soon = new Date(START + 3_600_000).toISOString();
    const ask = async (asked: object) => {
      const postings = [{ from: 'c0', to: '@world', amount: '1' }];
      return (await new Rig().pay('k', { currency: 'USD', postings, ...asked })).errors.map(({ pointer }) => pointer);
    };
    expect(await ask({ effectiveAt: soon })).toEqual(['/effectiveAt']);
    expect(await ask({ expiresAt: soon })).toEqual(['/expiresAt']);
    expect(await ask({ pending: true, expiresAt: new Date(START).toISOString() })).toEqual(['/expiresAt']);
    expect(await ask({ pending: true, expiresAt: soon, effectiveAt: soon })).toEqual(['/effectiveAt']);
  });
});
