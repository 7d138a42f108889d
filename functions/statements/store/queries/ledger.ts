import * as z from 'zod';
import type { AskDomain, DomainQuestion } from '../../../kernel/aws/ask-domain.ts';
import { assert } from '../../../kernel/core/assert.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { appendedEntry, keptEntry } from '../../model/history/appended-entries.ts';
import type { HistoryName, KeptEntry } from '../../model/history/kept-entry.ts';

/** For whom the ledger is asked. */
export interface Asking {
  readonly ask: AskDomain;
  readonly tenant: string;
  readonly requestId: string;
}

const view = z.union([
  z.object({ currency: z.string(), version: z.int(), normalBalance: z.enum(['debit', 'credit']).optional() }),
  z.object({ system: z.literal(true), balances: z.array(z.object({ currency: z.string() })) }),
]);
const page = z.object({ data: z.array(appendedEntry), nextCursor: z.string().nullable() });
const balanceAt = z.object({ complete: z.boolean() });

export type LedgerAccount =
  | {
      readonly is: 'own';
      readonly currency: string;
      readonly versions: number;
      /** The side on which it grows. */
      readonly side: 'debit' | 'credit';
    }
  | { readonly is: 'system'; readonly currencies: readonly string[] };

const question = (
  { tenant, requestId }: Asking,
  path: string,
  account: string,
  query: Record<string, string> = {},
) => ({
  ...{ tenant, requestId, query },
  path: `/v1/accounts/{id}${path}`,
  params: { id: account },
});

/** What the ledger answered; it may be that it could not. @throws Refusal `unavailable` */
const answered = async (asking: Asking, asked: DomainQuestion) => {
  const answer = await asking.ask(asked);
  if (answer.status === 429 || answer.status >= 500)
    throw new Refusal(
      common.unavailable,
      'The ledger does not answer for now. Nothing was done. Ask again in a moment.',
    );
  return answer;
};

/** Any other call of the ledger. @throws Refusal `unavailable` */
export const askLedger = (
  asking: Asking,
  call: Omit<DomainQuestion, 'tenant' | 'requestId'>,
): Promise<{ readonly status: number; readonly body: string }> =>
  answered(asking, { ...call, tenant: asking.tenant, requestId: asking.requestId });

/** Undefined where the ledger knows no such account. */
export const findLedgerAccount = async (asking: Asking, account: string): Promise<LedgerAccount | undefined> => {
  const { status, body } = await answered(asking, question(asking, '', account));
  if (status === 404) return undefined;
  assert(status === 200, 'the ledger answers for an account or knows none');
  const found = view.parse(JSON.parse(body));
  return 'balances' in found
    ? { is: 'system', currencies: found.balances.map(({ currency }) => currency) }
    : {
        is: 'own',
        ...{ currency: found.currency, versions: found.version, side: found.normalBalance ?? 'credit' },
      };
};

export interface EntryPage {
  readonly entries: readonly KeptEntry[];
  readonly nextCursor: string | undefined;
}

/** A page of a history as the ledger has it; undefined where it does not take the cursor. */
export const ledgerEntries = async (
  asking: Asking,
  { account, currency }: Omit<HistoryName, 'tenant'>,
  { order, cursor, limit = 100 }: { readonly order: 'asc' | 'desc'; readonly cursor?: string; readonly limit?: number },
): Promise<EntryPage | undefined> => {
  const query = { order, currency, limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
  const { status, body } = await answered(asking, question(asking, '/entries', account, query));
  if (status === 400) return undefined;
  assert(status === 200, 'the ledger lists the entries of an account that it has');
  const { data, nextCursor } = page.parse(JSON.parse(body));
  return { entries: data.map(keptEntry), nextCursor: nextCursor ?? undefined };
};

/**
 * How many entries a system account has, where the ledger has folded in everything up to a time; undefined where it has not. The
 * order matters: what was folded by the first answer is counted by the second.
 */
export const systemVersions = async (
  asking: Asking,
  name: Omit<HistoryName, 'tenant'>,
  untilMs: number,
): Promise<number | undefined> => {
  const query = { at: formatTime(untilMs), currency: name.currency };
  const { status, body } = await answered(asking, question(asking, '/balance', name.account, query));
  if (status !== 200 || !balanceAt.parse(JSON.parse(body)).complete) return undefined;
  const newest = await ledgerEntries(asking, name, { order: 'desc', limit: 1 });
  return newest?.entries[0]?.version ?? 0;
};
