import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Answer, type Api, detailOf, slugOf } from '../client/api.ts';
import type { JournalAccount } from './journal.ts';
import { RETRIES_MAX, retryKey } from './retry-key.ts';
import type { Differing, Refused, Retried } from './summary.ts';

export interface AccountOutcome {
  readonly kind: 'created' | 'existing' | 'refused';
  readonly differing: readonly Differing[];
  readonly refused?: Refused;
  readonly retried?: Retried;
}

/** What an account is where nothing is said. */
const UNSAID = { normalBalance: 'credit', overdraft: 'none' } as const;

const there = z.looseObject({ id: z.string() });

/** By value: the API writes the keys of metadata in an order of its own. */
const sameText = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  ) ?? '';

/** Each property that the file gives the account, or leaves to its default, and that is another there. */
const differences = ({ line, body }: JournalAccount, ledger: Readonly<Record<string, unknown>>): readonly Differing[] =>
  Object.entries({ ...UNSAID, ...body })
    .filter(([property, file]) => sameText(file) !== sameText(ledger[property]))
    .map(([property, file]) => ({ line, account: body.id, property, file, ledger: ledger[property] ?? null }));

const look = async (api: Api, account: JournalAccount): Promise<AccountOutcome | undefined> => {
  const answer = await api.call({ method: 'GET', path: `/v1/accounts/${encodeURIComponent(account.body.id)}` });
  const found = there.safeParse(answer.body);
  if (answer.status !== 200 || !found.success) return undefined;
  return { kind: 'existing', differing: differences(account, found.data) };
};

/** The key of an account: its id, where a header can carry it. What no header can is no id of the API's either, and told so. */
const keyOf = (id: string): string =>
  `import:${/^[\x21-\x7e]{1,240}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')}`;

const isReplayed = ({ headers }: Answer): boolean => headers.get('idempotency-replayed') !== null;

/** The answer is that of an earlier request, and will be the same for ever. */
const isKept = (answer: Answer): boolean => isReplayed(answer) || slugOf(answer.body) === 'idempotency-key-reused';

/**
 * Opens an account of the file, or finds it and compares. A refusal that stands under the key of the line is asked anew under
 * the next key, where `retryRefused` says so.
 */
export const importAccount = async (
  api: Api,
  account: JournalAccount,
  retryRefused: boolean,
): Promise<AccountOutcome> => {
  const { line, body } = account;
  for (let attempt = 0; ; attempt += 1) {
    const key = retryKey(keyOf(body.id), attempt);
    const answer = await api.call({ method: 'POST', path: '/v1/accounts', body, key });
    if (answer.status === 201 && !isReplayed(answer)) {
      const retried = attempt === 0 ? {} : { retried: { line, what: body.id, key } };
      return { kind: 'created', differing: [], ...retried };
    }
    const existing = answer.status === 201 || isKept(answer) || slugOf(answer.body) === 'account-exists';
    const found = existing ? await look(api, account) : undefined;
    if (found !== undefined) return found;
    if (retryRefused && isKept(answer) && attempt < RETRIES_MAX) continue;
    const refused = {
      line,
      what: body.id,
      status: answer.status,
      problem: slugOf(answer.body),
      detail: detailOf(answer),
    };
    return { kind: 'refused', differing: [], refused };
  }
};
