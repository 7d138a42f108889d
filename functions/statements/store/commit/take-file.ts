import { hash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { batchPut } from '../../../kernel/aws/batch-put.ts';
import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import type { Reply } from '../../../kernel/core/call.ts';
import { chunks } from '../../../kernel/core/parallel.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { idempotent, type PlannedEffect } from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest, type KeyedCall, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { RECEIPT_SORT } from '../../../kernel/standard/domain-store.ts';
import { itemKey } from '../../../kernel/standard/item-key.ts';
import { type OutboxEvent, outboxAttributes, outboxOf } from '../../../kernel/standard/outbox.ts';
import { addDays } from '../../../kernel/values/civil-date.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { BANK_FILE_PREFIX, idWithin } from '../../contract/bank-ids.ts';
import { BOOKINGS_MAX, statementsEvents } from '../../contract/events.ts';
import { statementProblems } from '../../contract/problems.ts';
import { type BankAccount, withRefused, withTaken } from '../../model/bank/bank-account.ts';
import { type BankFile, bankFileView, type FileRefusal, type StatementOfFile } from '../../model/bank/bank-file.ts';
import type { Declared, ReadKeptFile } from '../../model/bank/bank-reading.ts';
import { paymentBookings } from '../../model/bank/payment-bookings.ts';
import { contradictionOf } from '../../model/bank/same-statement.ts';
import { type Gap, joined } from '../../model/reconciliation/bank-statements.ts';
import type { TakenStatement } from '../../model/reconciliation/taken-statement.ts';
import { findBankFile, linesOf } from '../queries/bank-reads.ts';
import { statementsBetween } from '../queries/taken-statements.ts';
import { puttingBankAccount } from '../table/bank-account-item.ts';
import { puttingBankFile } from '../table/bank-file-item.ts';
import { type BankStore, RECEIPTS } from '../table/bank-store.ts';
import { contentKey } from '../table/keys.ts';
import { packedItems } from '../table/packed.ts';

/** Statements so far before and behind those of a file are looked at beside them: for their names, and for the chain of balances. */
const BESIDE_DAYS = 40;
/** What a bank says in those days: more is not held in memory at once. */
const BESIDE_LINES_MAX = 200_000;
const CROWDED: FileRefusal = {
  detail: `The statements beside its days have more than ${BESIDE_LINES_MAX} lines: hand in fewer days at once, or use folio reconcile.`,
  place: undefined,
};
/** For putting a refusal on record while others are at the account. */
const KEEPING_MS = 2_000;

export interface Handed extends Declared {
  readonly bytes: Uint8Array;
}

const refusedAs = ({ refusal }: BankFile): Refusal =>
  new Refusal(
    statementProblems['bank-file-refused'],
    refusal?.detail ?? '',
    refusal?.place === undefined ? [] : [{ pointer: refusal.place, detail: refusal.detail }],
  );

/** The account is read anew for each attempt. */
export type FindAccount = () => Promise<BankAccount>;

export interface Taking {
  readonly find: FindAccount;
  readonly readKept: ReadKeptFile;
}

/** Keeps a file that nobody can take for a person, and says why. @throws Refusal */
const refuse = async (store: BankStore, find: FindAccount, file: BankFile): Promise<never> => {
  await retryOnConflict(store, store.clock.now() + KEEPING_MS, async () => {
    const account = withRefused(await find(), file.id);
    const actions = [puttingBankFile(store.table, file), puttingBankAccount(store.table, account)];
    const { kind } = await transact(store, actions);
    if (kind === 'committed') return true;
    return (await findBankFile(store, file.tenant, file.id)) === undefined ? undefined : true;
  });
  throw refusedAs(file);
};

const isOf = (fresh: readonly TakenStatement[], { after, before }: Gap): boolean =>
  fresh.some(({ from, to }) => from === before || to === after);

const daysOf = (own: readonly TakenStatement[]) => {
  const days = own.flatMap(({ from, to }) => [from, to]).toSorted();
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) throw new Error('a file that was read has a statement');
  return { first, last };
};

const takenEvent = ({ id, bankAccount }: BankFile, own: readonly TakenStatement[]): OutboxEvent => {
  const { first, last } = daysOf(own);
  const lines = own.reduce((sum, one) => sum + one.lines.length, 0);
  const data = { bankAccount, file: id, statements: own.length, lines, from: first, to: last };
  return { event: statementsEvents.StatementTaken, subject: id, data };
};

const bookedEvents = ({ id, bankAccount }: BankFile, own: readonly TakenStatement[]): readonly OutboxEvent[] =>
  paymentBookings(own).map((bookings, at) => ({
    event: statementsEvents.PaymentsBooked,
    subject: `${id}.${at}`,
    data: { bankAccount, file: id, bookings },
  }));

/** Events of one item: 800 bookings, of which each has some 300 bytes. */
const EVENTS_OF_ITEM = 4;
/** Items of them in the one commit of a file, which has room for 4 MB. */
const EVENT_ITEMS_MAX = 10;
const BOOKINGS_OF_FILE_MAX = EVENT_ITEMS_MAX * EVENTS_OF_ITEM * BOOKINGS_MAX;
const TOO_MANY_BOOKINGS: FileRefusal = {
  detail: `The file names more than ${BOOKINGS_OF_FILE_MAX} payments of ours: hand it in by parts.`,
  place: undefined,
};

/** What a file says of payments, in as many items as that takes: a receipt alone has no room for it. */
const tellingBookings = (
  store: BankStore,
  call: KeyedCall,
  events: readonly OutboxEvent[],
): readonly TransactWriteItem[] => {
  const { tenant } = call.caller;
  const origin = receiptIdOf(idempotentRequest(call));
  return chunks(events, EVENTS_OF_ITEM).map((some, at) => ({
    Put: {
      TableName: store.table,
      Item: {
        ...itemKey(tenant, RECEIPT_SORT, derivedId('', tenant, 'bookings', origin, String(at))),
        ...outboxOf({ tenant, requestId: call.requestId, origin }, store.clock.now(), some),
      },
    },
  }));
};

const withLines = (
  store: BankStore,
  file: Pick<BankFile, 'tenant' | 'id'>,
  heads: readonly StatementOfFile[],
): Promise<readonly TakenStatement[]> =>
  Promise.all(heads.map(async (head, at) => ({ ...head, lines: await linesOf(store, file, at) })));

const plan = async (
  store: BankStore,
  call: KeyedCall,
  { find, readKept }: Taking,
  { bytes, ...declared }: Handed,
): Promise<PlannedEffect> => {
  const account = await find();
  const { tenant, clientId } = call.caller;
  const sha256 = hash('sha256', bytes);
  const at = store.clock.now();
  const id = idWithin(BANK_FILE_PREFIX, account.id, derivedId('', tenant, account.id, sha256));
  const known = await findBankFile(store, tenant, id);
  const answer = (file: BankFile) => ({ status: 201, body: JSON.stringify(bankFileView(file)), at });
  if (known !== undefined) {
    if (known.refusal !== undefined) throw refusedAs(known);
    return { ...answer(known), actions: [] };
  }
  // Bytes first, then lines: nothing points at them before the file is on record, and whoever comes again puts the same.
  await batchPut(
    store,
    packedItems(bytes, (piece) => contentKey(tenant, id, piece)),
  );
  const read = await readKept({ tenant, id }, account, declared);
  const about = { tenant, id, bankAccount: account.id, format: read.format, bytes: bytes.length, sha256 };
  const common = { ...about, takenBy: clientId, createdAt: at };
  const nothing = { statements: [], others: 0, gaps: [] };
  if (read.is === 'refused') return refuse(store, find, { ...common, ...nothing, refusal: read.refusal });
  const { others } = read;
  const own = await withLines(store, { tenant, id }, read.own);
  const { first, last } = daysOf(own);
  const beside = { from: addDays(first, -BESIDE_DAYS), to: addDays(last, BESIDE_DAYS) };
  const before = await statementsBetween(store, account, beside, BESIDE_LINES_MAX);
  if (before === undefined) return refuse(store, find, { ...common, ...nothing, refusal: CROWDED });
  const refusal = contradictionOf(before, own);
  if (refusal !== undefined) return refuse(store, find, { ...common, ...nothing, refusal });
  const booked = bookedEvents({ ...common, ...nothing, refusal: undefined }, own);
  if (booked.length > EVENT_ITEMS_MAX * EVENTS_OF_ITEM)
    return refuse(store, find, { ...common, ...nothing, refusal: TOO_MANY_BOOKINGS });
  const file: BankFile = {
    ...common,
    statements: read.own,
    others,
    gaps: joined([...before, ...own]).gaps.filter((gap) => isOf(own, gap)),
    refusal: undefined,
  };
  return {
    ...answer(file),
    actions: [
      puttingBankFile(store.table, file),
      puttingBankAccount(store.table, withTaken(account)),
      ...tellingBookings(store, call, booked),
    ],
    extraAttributes: outboxAttributes(call, at, [takenEvent(file, own)]),
  };
};

/**
 * Takes a file of a bank whole, or refuses it whole. Files of one account are taken one after the other, since each is held
 * against those before it: the commit is on the version of the account that was read.
 */
export const takeFile = (store: BankStore, call: KeyedCall, taking: Taking, handed: Handed): Promise<Reply> =>
  idempotent(store, RECEIPTS, idempotentRequest(call), () => plan(store, call, taking, handed));
