import { formatTime } from '../../../kernel/values/time.ts';
import { REFUSED_SHOWN } from '../../contract/bank-schemas.ts';

/** An account of a bank, and the account of the ledger that mirrors it. */
export interface BankAccount {
  readonly tenant: string;
  readonly id: string;
  /** As files name it, in their compared form. */
  readonly numbers: readonly string[];
  readonly currency: string;
  readonly account: string;
  readonly timeZone: string;
  readonly name: string | undefined;
  /** Minor units: from so much on another client agrees to a resolution. */
  readonly approvalFrom: bigint;
  readonly filesTaken: number;
  readonly filesRefused: number;
  readonly lastRefused: readonly string[];
  readonly createdAt: number;
  /** Counts what was taken and refused: each file is held against those before it. */
  readonly version: number;
}

/** Banks write spaces, and either case. */
export const numberKey = (number: string): string => number.replace(/[ ./_-]/g, '').toUpperCase();

export const bankAccountView = (one: BankAccount) => ({
  id: one.id,
  numbers: one.numbers,
  currency: one.currency,
  account: one.account,
  timeZone: one.timeZone,
  name: one.name ?? null,
  approvalFrom: String(one.approvalFrom),
  filesTaken: one.filesTaken,
  filesRefused: one.filesRefused,
  lastRefused: one.lastRefused,
  createdAt: formatTime(one.createdAt),
});

export const withTaken = (one: BankAccount): BankAccount => ({
  ...one,
  filesTaken: one.filesTaken + 1,
  version: one.version + 1,
});

export const withRefused = (one: BankAccount, file: string): BankAccount => ({
  ...one,
  filesRefused: one.filesRefused + 1,
  lastRefused: [file, ...one.lastRefused].slice(0, REFUSED_SHOWN),
  version: one.version + 1,
});
