import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { assert } from '../../../kernel/core/assert.ts';
import type { HistoryName } from '../../model/history/kept-entry.ts';

/** A type and not an interface: the SDK takes records, and an interface is none. */
export type Key = {
  readonly pk: AttributeValue.SMember;
  readonly sk: AttributeValue.SMember;
};

/** Versions sort as text: twelve digits are more entries than any account gets. */
const VERSION_DIGITS = 12;

const part = (text: string): string => {
  assert(text !== '' && !text.includes('#'), 'a part of a key is not empty and holds no #');
  return text;
};

/** The entries of one history: `<tenant>#H#<account>#<currency>`. */
export const historyPartition = ({ tenant, account, currency }: HistoryName): string =>
  `${part(tenant)}#H#${part(account)}#${part(currency)}`;

export const entrySort = (version: number): string => `E#${String(version).padStart(VERSION_DIGITS, '0')}`;

export const entryKey = (name: HistoryName, version: number): Key => ({
  pk: { S: historyPartition(name) },
  sk: { S: entrySort(version) },
});

/** Sums of whole runs, apart from the entries: a release that does not know them reads entries alone. */
export const carriedPartition = ({ tenant, account, currency }: HistoryName): string =>
  `${part(tenant)}#D#${part(account)}#${part(currency)}`;

const RUN_DIGITS = 9;
export const carriedSort = (run: number): string => `C#${String(run).padStart(RUN_DIGITS, '0')}`;
export const carriedKey = (name: HistoryName, run: number): Key => ({
  pk: { S: carriedPartition(name) },
  sk: { S: carriedSort(run) },
});

/** The histories of a tenant, by account and currency. */
export const accountsPartition = (tenant: string): string => `${part(tenant)}#I`;
export const accountSort = ({ account, currency }: HistoryName): string => `${part(account)}#${part(currency)}`;

const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });
const PIECE_DIGITS = 4;
const pieceSort = (kind: string, piece: number): string => `${kind}#${String(piece).padStart(PIECE_DIGITS, '0')}`;

/** The bank accounts of a tenant, by birth: at most 100. */
export const bankAccountsPartition = (tenant: string): string => `${part(tenant)}#A`;
export const bankAccountKey = (tenant: string, id: string): Key => key(bankAccountsPartition(tenant), part(id));
/** Counts the bank accounts that were made: those of one tenant are made one after the other. */
export const bankAccountsMadeKey = (tenant: string): Key => key(`${part(tenant)}#U`, 'U');
/** The files of a bank account. */
export const bankFilesPartition = (tenant: string, bankAccount: string): string =>
  `${part(tenant)}#F#${part(bankAccount)}`;
export const bankFileKey = (tenant: string, bankAccount: string, file: string): Key =>
  key(bankFilesPartition(tenant, bankAccount), part(file));
/** The bytes of a file, in pieces. */
export const contentPartition = (tenant: string, file: string): string => `${part(tenant)}#P#${part(file)}`;
export const contentKey = (tenant: string, file: string, piece: number): Key =>
  key(contentPartition(tenant, file), pieceSort('P', piece));
/** The lines of one statement of a file, in pieces. */
export const linesPartition = (tenant: string, file: string, statement: number): string =>
  `${part(tenant)}#N#${part(file)}.${statement}`;
export const linesKey = (tenant: string, file: string, statement: number, piece: number): Key =>
  key(linesPartition(tenant, file, statement), pieceSort('N', piece));

/** What persons decided about breaks of a bank account. */
export const resolutionsPartition = (tenant: string, bankAccount: string): string =>
  `${part(tenant)}#V#${part(bankAccount)}`;
export const resolutionKey = (tenant: string, bankAccount: string, id: string): Key =>
  key(resolutionsPartition(tenant, bankAccount), part(id));
/** What the last reconciliation found, in pieces, and which it was. */
export const foundPartition = (tenant: string, bankAccount: string): string => `${part(tenant)}#O#${part(bankAccount)}`;
export const foundKey = (tenant: string, bankAccount: string, day: string, piece: number): Key =>
  key(foundPartition(tenant, bankAccount), `${day}#${String(piece).padStart(PIECE_DIGITS, '0')}`);
/** Points from which a proof goes on: what each is of, and in pieces what it says. */
export const pointsPartition = (tenant: string, bankAccount: string): string =>
  `${foundPartition(tenant, bankAccount)}.points`;
export const pointKey = (tenant: string, bankAccount: string, slot: number): Key =>
  key(pointsPartition(tenant, bankAccount), pieceSort('H', slot));
export const pointPieces = (tenant: string, bankAccount: string, slot: number): string =>
  `${pointsPartition(tenant, bankAccount)}.${slot}`;
export const pointPieceKey = (tenant: string, bankAccount: string, slot: number, piece: number): Key =>
  key(pointPieces(tenant, bankAccount, slot), pieceSort('S', piece));
export const reconciliationKey = (tenant: string, bankAccount: string): Key =>
  key(`${part(tenant)}#Q#${part(bankAccount)}`, 'Q');
/** What a transaction of the ledger says of itself, which never changes. */
export const toldKey = (tenant: string, transaction: string): Key => key(`${part(tenant)}#T#${part(transaction)}`, 'T');

/** What the tenant has used of its budget. */
export const askedKey = (tenant: string): Key => ({ pk: { S: `${part(tenant)}#B#items` }, sk: { S: 'B' } });
