import type { CutOff } from '../../kernel/calendars/cut-off.ts';
import type { CivilDate } from '../../kernel/values/civil-date.ts';
import type { BankWord } from './bank-word.ts';
import type { Destination } from './payment.ts';

/** What a file says of itself. All of it is kept with the file, so that writing it again gives the same bytes. */
export interface FileHead {
  /** Also its message id: a bank's answer names it. */
  readonly id: string;
  readonly createdAt: number;
  /** The business day on which the bank is to carry it out. */
  readonly day: CivilDate;
  readonly originator: Originator;
  readonly currency: string;
  readonly count: number;
  readonly sum: bigint;
}

/** One payment in a file. */
export interface FileLine {
  readonly payment: string;
  readonly to: Destination;
  readonly amount: bigint;
  readonly currency: string;
  readonly reference: string | undefined;
}

/** Who pays, as the bank knows them. */
export interface Originator {
  readonly name: string;
  readonly iban: string;
  readonly bic?: string | undefined;
  /** `HH:MM`, where the bank's is another than the rail's. */
  readonly cutOff?: string | undefined;
}

/** What there is to know of the files of a rail. */
export interface FileRail {
  /** Of the names of files. */
  readonly extension: string;
  /** The media type of a file's content. */
  readonly media: string;
  readonly currency: string;
  readonly linesMax: number;
  readonly cutOff: CutOff;
  /** What is wrong with an originator, by its member; empty where nothing is. */
  readonly faults: (originator: Originator) => readonly { readonly member: string; readonly detail: string }[];
}

/** Writes and reads the files of a rail. Pure, so that every run writes the same bytes; only the function of files brings it along. */
export interface FileFormat {
  readonly write: (head: FileHead, lines: AsyncIterable<FileLine>) => AsyncIterable<string>;
  /** Reads what a bank says. @throws UnreadableFile */
  readonly read: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<BankWord>;
}
