import type { DynamoDBRecord } from 'aws-lambda';
import { type Item, s } from '../../../functions/kernel/aws/attributes.ts';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { type Account, headroomOf, UNLIMITED } from '../../../functions/ledger/model/account.ts';
import type { Line, Side } from '../../../functions/ledger/model/entry.ts';
import { addLine, NO_TOTALS } from '../../../functions/ledger/model/entry-history.ts';
import { ACCOUNT, accountItem } from '../../../functions/ledger/store/table/account-item.ts';
import { receiptKey } from '../../../functions/ledger/store/table/keys.ts';
import { writeLines } from '../../../functions/ledger/store/table/lines.ts';
import { receiptAttributes } from '../../../functions/ledger/store/table/receipt-item.ts';
import { transactionItem } from '../../support/transaction-item.ts';

export const START = 1_790_000_000_000;

interface Leg {
  readonly account: string;
  readonly direction: Side;
  readonly amount: bigint;
}

/** A posted or pending transaction of the test. */
export interface Move {
  readonly legs: readonly Leg[];
  readonly at: number;
  readonly effectiveAt?: number | undefined;
  readonly pending?: boolean;
}

/** From one account to another. */
export const transfer = (from: string, to: string, amount: bigint): readonly Leg[] => [
  { account: from, direction: 'debit', amount },
  { account: to, direction: 'credit', amount },
];

/**
 * Makes the stream that the money path would leave behind, image by image, without a table: what the relay then writes can be
 * held against what the stream was made of.
 */
export class LedgerStream {
  readonly records: DynamoDBRecord[] = [];
  /** Every line of every account, the system's included, in the order of its commits. */
  readonly lines = new Map<string, Line[]>();
  readonly #tenant: string;
  readonly #images = new Map<string, { account: Account; item: Item }>();
  #made = 0;

  constructor(tenant: string) {
    this.#tenant = tenant;
  }

  #record(eventName: 'INSERT' | 'MODIFY', item: Item, old?: Item): void {
    this.records.push({
      eventName,
      dynamodb: {
        ApproximateCreationDateTime: START / 1000,
        SequenceNumber: String(this.records.length + 1).padStart(21, '0'),
        Keys: { pk: item.pk, sk: item.sk },
        NewImage: item,
        ...(old === undefined ? {} : { OldImage: old }),
      } as NonNullable<DynamoDBRecord['dynamodb']>,
    });
  }

  open(id: string, normal: Side = 'credit', at = START): void {
    const account: Account = {
      ...NO_TOTALS,
      ...headroomOf(NO_TOTALS, normal, UNLIMITED),
      id,
      currency: 'USD' as Account['currency'],
      normal,
      status: 'open',
      overdraft: UNLIMITED,
      version: 0,
      revision: 0,
      createdAt: at,
    };
    const item = accountItem(this.#tenant, account, { at, actor: 'cli', requestId: `open-${id}` });
    this.#images.set(id, { account, item });
    this.#record('INSERT', item);
  }

  freeze(id: string, at = START): void {
    this.#change(id, (account) => ({ ...account, status: 'frozen', revision: account.revision + 1 }), undefined, at);
  }

  #change(id: string, next: (account: Account) => Account, lines: readonly Line[] | undefined, at: number): void {
    const held = this.#images.get(id);
    if (held === undefined) throw new Error(`${id} is not open`);
    const account = next(held.account);
    const last = lines === undefined ? held.item[ACCOUNT.lines] : s(writeLines(lines));
    const item: Item = {
      ...accountItem(this.#tenant, account, { at, actor: 'cli', requestId: 'change' }),
      ...(last === undefined ? {} : { [ACCOUNT.lines]: last }),
    };
    this.#images.set(id, { account, item });
    this.#record('MODIFY', item, held.item);
  }

  #enter(id: string, lines: readonly Line[], at: number): void {
    this.lines.set(id, [...(this.lines.get(id) ?? []), ...lines]);
    if (id.startsWith('@')) return;
    const next = (account: Account): Account => {
      const totals = lines.reduce(addLine, account);
      const version = account.version + lines.length;
      return { ...account, ...totals, ...headroomOf(totals, account.normal, account.overdraft), version };
    };
    this.#change(id, next, lines, at);
  }

  #body(id: string, move: Move, state: string): string {
    return JSON.stringify({
      id,
      state,
      createdAt: formatTime(move.at),
      effectiveAt: move.effectiveAt === undefined ? null : formatTime(move.effectiveAt),
      description: `move ${id}`,
      metadata: {},
      entries: move.legs.map((leg) => ({ ...leg, amount: leg.amount.toString(), currency: 'USD' })),
    });
  }

  #receipt(id: string, operation: string, body: string, at: number, status: number) {
    const told = { actor: 'cli', requestId: `req-${id}`, codeVersion: '1', format: 1, fingerprint: 'f', key: id };
    return { id, operation, body, at, status, ...told };
  }

  /** All moves are one store transaction: each account is updated once, with a line for each move. */
  commit(moves: readonly Move[]): readonly string[] {
    const perAccount = new Map<string, Line[]>();
    const ids = moves.map((move) => {
      this.#made += 1;
      const id = `txn_${String(this.#made).padStart(26, '0')}`;
      for (const { account, direction, amount } of move.legs) {
        const [posted, pending] = move.pending === true ? [0n, amount] : [amount, 0n];
        const line: Line = { transactionId: id, side: direction, amount: posted, pending, at: move.at };
        const dated = move.effectiveAt === undefined ? line : { ...line, effectiveAt: move.effectiveAt };
        perAccount.set(account, [...(perAccount.get(account) ?? []), dated]);
      }
      const body = this.#body(id, move, move.pending === true ? 'pending' : 'posted');
      this.#record(
        'INSERT',
        transactionItem(this.#tenant, this.#receipt(id, 'createTransaction', body, move.at, 201), {}),
      );
      return id;
    });
    for (const [id, lines] of perAccount) this.#enter(id, lines, moves[0]?.at ?? START);
    return ids;
  }

  /** Posts or voids a hold that `commit` placed. */
  resolve(id: string, move: Move, state: 'posted' | 'voided' | 'expired', at: number): void {
    const operation = { posted: 'postTransaction', voided: 'voidTransaction', expired: 'expireHold' }[state];
    const body = this.#body(id, move, state);
    const receiptId = id.replace('txn_', '').replace(/^0/, 'R');
    const receipt = receiptAttributes(this.#receipt(receiptId, operation, body, at, 200));
    this.#record('INSERT', { ...receiptKey(this.#tenant, receiptId), ...receipt });
    for (const { account, direction, amount } of move.legs) {
      const posted = state === 'posted' ? amount : 0n;
      const line: Line = { transactionId: id, side: direction, amount: posted, pending: -amount, at };
      this.#enter(account, [move.effectiveAt === undefined ? line : { ...line, effectiveAt: move.effectiveAt }], at);
    }
  }

  /** A refusal that is on record: nothing may follow from it. */
  refuse(): void {
    this.#made += 1;
    const id = `txn_${String(this.#made).padStart(26, '0')}`;
    const receipt = this.#receipt(id, 'createTransaction', '{"type":"/problems/insufficient-funds"}', START, 422);
    this.#record('INSERT', transactionItem(this.#tenant, receipt, {}));
  }
}
