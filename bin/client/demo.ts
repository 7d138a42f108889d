import * as z from 'zod';
import { formatMajor } from '../../functions/kernel/values/money.ts';
import { importJournal } from '../import/import-journal.ts';
import { parseJsonLines } from '../import/json-lines.ts';
import { readAccount } from './accounts.ts';
import { Api, keyed, slugOf } from './api.ts';
import { proveDay } from './demo-day.ts';
import { leaveByAch, leaveByFile } from './demo-files.ts';
import { approve, openAccount, promise } from './demo-payments.ts';
import { type PassingEvent, tailEvents } from './event-tail.ts';
import { localTarget } from './find-target.ts';
import { CommandFailure } from './problem-error.ts';
import type { LocalFile } from './target.ts';
import type { Terminal } from './terminal.ts';

/** The relay needs a moment; more than this and something is wrong. */
const EVENT_WITHIN_MS = 60_000;
const SHOWN = ['Assets:US:BofA:Checking', 'Assets:US:ETrade:Cash', 'Expenses:Home:Rent', 'Expenses:Food:Restaurant'];

const account = z.object({
  currency: z.string(),
  balance: z.object({ posted: z.string(), pendingOut: z.string(), available: z.string().nullable() }),
});
const transaction = z.object({ id: z.string(), state: z.string(), createdAt: z.string() });

const usd = (minor: string): string => `${formatMajor(BigInt(minor), 2)} USD`;

/** What the demo found, for `--json`. */
export interface DemoResult {
  readonly balances: Readonly<Record<string, string>>;
  readonly refusal: string;
  readonly heldThenPosted: string;
  readonly replayedTheSame: boolean;
  readonly paid: string;
  readonly approved: string;
  readonly byFile: string;
  readonly byAch: string;
  readonly proved: boolean;
  readonly event: string;
}

/**
 * Runs the main job as a client would, saying what it does. Fails when anything is not as it should be.
 * @param isKept whether the cloud runs on afterwards, so that what is there can be looked at
 */
export const demo = async (local: LocalFile, journal: string, isKept: boolean, out: Terminal): Promise<DemoResult> => {
  const target = localTarget(local, 'this machine');
  const api = new Api(target);
  const balances = await books(api, journal, out);
  const payer = `demo-${Date.now()}`;
  await openAccount(api, payer, 'USD');
  const event = nextEvent(local, payer);
  event.catch(() => undefined); // awaited below; until then its failure is nobody's yet
  await pay(api, '@world', payer, '10000', `${payer}-fund`);
  out.line(`\nAn account of its own, ${payer}, gets 100.00 USD from @world, and may not go below zero.`);
  const refusal = await refuse(api, payer, out);
  const heldThenPosted = await hold(api, payer, out);
  const replayedTheSame = await replay(api, payer, out);
  const paid = await promise(api, payer, out);
  const approved = await approve(api, target, payer, out);
  const byFile = await leaveByFile(api, payer, isKept, out);
  const byAch = await leaveByAch(api, payer, isKept, out);
  const proved = await proveDay(
    api,
    payer,
    (fee, reference) => pay(api, payer, '@bank', fee, `${payer}-fee`, { reference }),
    out,
  );
  const seen = await event;
  out.line(`\nAn event arrived on the bus meanwhile: ${seen['detail-type']} at ${seen.time}.`);
  out.line('\nThat was the main job. GET /v1/openapi.json has the rest.');
  const money = { balances, refusal, heldThenPosted, replayedTheSame };
  return { ...money, paid, approved, byFile, byAch, proved, event: seen['detail-type'] };
};

const books = async (api: Api, journal: string, out: Terminal): Promise<Record<string, string>> => {
  out.line("Three years of a household's books, imported through the API:");
  const summary = await importJournal(api, parseJsonLines(journal), {
    retryRefused: false,
    progress: (done, total) => out.progress(`${done} of ${total}`),
  });
  const { committed, replayed } = summary.transactions;
  out.line(
    `  ${committed} transactions committed, ${replayed} were there already, ${summary.refusals.length} refused.`,
  );
  const balances: Record<string, string> = {};
  for (const id of SHOWN) {
    const { balance } = await readAccount(api, id, account);
    balances[id] = balance.posted;
    out.line(`  ${id.padEnd(26)} ${usd(balance.posted).padStart(16)}`);
  }
  return balances;
};

const posting = (from: string, to: string, amount: string) => ({ currency: 'USD', postings: [{ from, to, amount }] });

interface More {
  readonly pending?: boolean;
  readonly reference?: string;
}

const pay = (api: Api, from: string, to: string, amount: string, key: string, more: More = {}) => {
  const body = { ...posting(from, to, amount), ...more };
  return api.answer((folio) => folio.POST('/v1/transactions', { params: keyed(key), body }));
};

const refuse = async (api: Api, payer: string, out: Terminal): Promise<string> => {
  const answer = await pay(api, payer, '@shop', '10001', `${payer}-too-much`);
  const slug = slugOf(answer.body);
  out.line(`\nPaying 100.01 USD: ${answer.status} ${slug}. Nothing moved, and this key will say so for ever.`);
  return slug;
};

const hold = async (api: Api, payer: string, out: Terminal): Promise<string> => {
  const held = transaction.parse((await pay(api, payer, '@shop', '6000', `${payer}-hold`, { pending: true })).body);
  const read = () => readAccount(api, payer, account);
  const during = (await read()).balance;
  out.line(`\nA hold of 60.00 USD: posted ${usd(during.posted)}, available ${usd(during.available ?? '0')}.`);
  const body = { amount: '4500' };
  const params = { path: { id: held.id }, ...keyed(`${payer}-post`) };
  const posted = await api.ask((folio) => folio.POST('/v1/transactions/{id}/post', { params, body }), transaction);
  const after = (await read()).balance;
  out.line(
    `Posting 45.00 of it releases the rest: posted ${usd(after.posted)}, available ${usd(after.available ?? '0')}.`,
  );
  return posted.state;
};

const replay = async (api: Api, payer: string, out: Terminal): Promise<boolean> => {
  const first = await pay(api, payer, '@shop', '500', `${payer}-lunch`);
  const again = await pay(api, payer, '@shop', '500', `${payer}-lunch`);
  const same = JSON.stringify(first.body) === JSON.stringify(again.body);
  const replayed = again.headers.get('idempotency-replayed') === 'true';
  if (!same || !replayed) throw new CommandFailure('A repeated key did not get the first answer.');
  out.line(
    '\nPaying 5.00 USD twice with the same key: one payment, twice the same answer, the second marked as a replay.',
  );
  return same;
};

/** The first event about an account's money from now on. */
const nextEvent = async (local: LocalFile, accountId: string): Promise<PassingEvent> => {
  const signal = AbortSignal.timeout(EVENT_WITHIN_MS);
  for await (const event of tailEvents(local, signal)) {
    if (event['detail-type'] === 'ledger.TransactionPosted' && JSON.stringify(event.detail).includes(accountId))
      return event;
  }
  throw new CommandFailure(`No event arrived within ${EVENT_WITHIN_MS / 1000} s.`);
};
