import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type LedgerEventName, ledgerEvents } from '../../functions/ledger/contract/events.ts';
import type { Account } from '../../functions/ledger/model/account.ts';
import { accountView } from '../../functions/ledger/model/account-view.ts';
import { CHAIN_START, linkAll } from '../../functions/ledger/model/commit-chain.ts';
import { enter, NO_TOTALS } from '../../functions/ledger/model/entry-history.ts';
import type { Message } from '../../functions/ledger/store/relay/bus.ts';
import {
  accountMessage,
  entriesMessages,
  receiptMessage,
  receiptsMessages,
} from '../../functions/ledger/store/relay/event-messages.ts';
import type { MoneyReceipt } from '../../functions/ledger/store/relay/stream-record.ts';

const SAMPLES = 'functions/ledger/contract/samples';
const names = Object.keys(ledgerEvents) as LedgerEventName[];

const AT = Date.parse('2026-11-22T10:00:00.000Z');

const receiptOf = (state: string, resolves: boolean): MoneyReceipt => {
  const made = {
    id: 'txn_0123456789ABCDEFGHJKMNPQRS',
    state: state as 'posted',
    currency: 'USD',
    postings: [{ from: 'acc_alice', to: '@fees', amount: '1000' }],
    pending: state !== 'posted' || resolves,
    expiresAt: null,
    reference: 'invoice 42',
    description: 'Lunch',
    effectiveAt: null,
    metadata: { table: '7' },
    createdAt: '2026-11-22T10:00:00.000Z',
    entries: [
      { account: 'acc_alice', direction: 'debit' as const, amount: '1000', currency: 'USD' },
      { account: '@fees', direction: 'credit' as const, amount: '1000', currency: 'USD' },
    ],
    ...(resolves ? { postedAmount: '600' } : {}),
  };
  const receipt = {
    id: resolves ? 'XYZ3456789ABCDEFGHJKMNPQRS' : made.id,
    operation: resolves ? 'postTransaction' : 'createTransaction',
    key: 'order-42',
    fingerprint: 'f',
    status: resolves ? 200 : 201,
    body: JSON.stringify(made),
    at: AT,
    actor: 'cli_0123456789ABCDEFGHJKMNPQRS',
    requestId: 'req_0123456789ABCDEFGHJKMNPQRS',
    codeVersion: '7',
    format: 1,
  };
  return { kind: 'receipt', tenant: 'acme', receipt, made, resolves };
};

const account: Account = {
  ...NO_TOTALS,
  credits: 1_050n,
  pendingDebits: 200n,
  debitHeadroom: 850n,
  creditHeadroom: 10n ** 27n - 1_050n,
  id: 'acc_alice',
  currency: 'USD' as Account['currency'],
  normal: 'credit',
  status: 'open',
  overdraft: 0n,
  version: 7,
  revision: 2,
  createdAt: AT,
};

const accountMessageOf = (isNew: boolean): Message => {
  const revision = { at: AT, actor: 'cli', requestId: 'req_0123456789ABCDEFGHJKMNPQRS' };
  const change = {
    kind: 'account',
    tenant: 'acme',
    pk: 'acme#A#acc_alice',
    after: account,
    lines: [],
    revision,
  } as const;
  const view = accountView(account, { name: 'Main', metadata: { team: 'a' } });
  return accountMessage(0, { ...change, before: isNew ? undefined : { ...account, revision: 1 } }, view);
};

const entriesMessage = (): Message => {
  const line = {
    transactionId: 'txn_0123456789ABCDEFGHJKMNPQRS',
    side: 'debit',
    amount: 1_000n,
    pending: 0n,
    at: AT,
  } as const;
  const entered = enter({ ...NO_TOTALS, credits: 2_050n, version: 6 }, 'credit', [line]);
  const [entry] = linkAll(CHAIN_START, entered.entries);
  if (entry === undefined) throw new Error('one line gives one entry');
  return entriesMessages([{ index: 0, tenant: 'acme', account: 'acc_alice', currency: 'USD', entry }])[0] as Message;
};

/** What the relay publishes today. */
const published: Readonly<Record<LedgerEventName, () => Message>> = {
  AccountOpened: () => accountMessageOf(true),
  AccountChanged: () => accountMessageOf(false),
  TransactionPosted: () => receiptMessage(0, receiptOf('posted', false)),
  HoldPlaced: () => receiptMessage(0, receiptOf('pending', false)),
  HoldReleased: () => receiptMessage(0, receiptOf('posted', true)),
  EntriesAppended: entriesMessage,
  ReceiptsCommitted: () => receiptsMessages([{ index: 0, of: receiptOf('posted', false) }])[0] as Message,
};

const sampleOf = (name: LedgerEventName, version: number) =>
  JSON.parse(readFileSync(`${SAMPLES}/ledger.${name}.v${version}.json`, 'utf8'));

describe("the ledger's events", () => {
  test('have one frozen sample for each version, and no sample is left over', () => {
    const expected = names.flatMap((name) =>
      Array.from({ length: ledgerEvents[name].version }, (_, i) => `ledger.${name}.v${i + 1}.json`),
    );
    expect(readdirSync(SAMPLES).toSorted()).toEqual(expected.toSorted());
  });

  test.each(names)('%s: the sample is valid, and what is published today still has every member of it', (name) => {
    const { version, data, detailType } = ledgerEvents[name];
    const sample = sampleOf(name, version);
    expect(sample).toMatchObject({ version, tenant: 'acme', hops: 0 });
    expect(data.safeParse(sample.data).error).toBeUndefined();
    const message = published[name]();
    expect([message.source, message.detailType]).toEqual(['ledger', detailType]);
    const detail = JSON.parse(message.detail);
    expect(data.safeParse(detail.data).error).toBeUndefined();
    expect(detail).toMatchObject(sample);
  });

  test.each(names)('%s: the same change has the same id each time it is told', (name) => {
    expect(published[name]().detail).toBe(published[name]().detail);
    expect(JSON.parse(published[name]().detail).eventId).toMatch(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  test('different events never share an id', () => {
    const ids = names.map((name) => JSON.parse(published[name]().detail).eventId);
    expect(new Set(ids).size).toBe(names.length);
  });

  test('new entries are one event by what they are, and not by the order in which they were written', () => {
    const of = (accounts: readonly string[], versions: readonly number[]) =>
      accounts.flatMap((account) => {
        const line = { transactionId: 'txn_1', side: 'debit', amount: 1n, pending: 0n, at: AT } as const;
        const first = (versions[0] ?? 1) - 1;
        const { entries } = enter(
          { ...NO_TOTALS, version: first },
          'credit',
          versions.map(() => line),
        );
        return entries.map((entry, index) => ({ index, tenant: 'acme', account, currency: 'USD', entry }));
      });
    const idOf = (appended: ReturnType<typeof of>): string => {
      const [only, ...more] = entriesMessages(appended);
      expect(more).toEqual([]);
      return JSON.parse(only?.detail ?? '').eventId;
    };
    const id = idOf(of(['a', 'b', '@fees'], [4, 5, 6]));
    expect(idOf(of(['@fees', 'b', 'a'], [4, 5, 6]).toReversed())).toBe(id);
    const others = [of(['a', 'b'], [4, 5, 6]), of(['a', 'b', '@fees'], [4, 5]), of(['a', 'b', '@fees'], [5, 6, 7])];
    expect(new Set([id, ...others.map(idOf)]).size).toBe(4);
    expect(entriesMessages(of(['a', 'b'], [4, 5, 6]).slice(2)).map(({ index }) => index)).toEqual([0]);
  });

  test('a schema refuses what breaks it', () => {
    const sample = sampleOf('TransactionPosted', 1);
    sample.data.transaction.entries[0].amount = 1000;
    expect(ledgerEvents.TransactionPosted.data.safeParse(sample.data).success).toBe(false);
  });
});
