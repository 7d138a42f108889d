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
  /** The how manieth file of the rail it is on the day on which it was closed, from 1. */
  readonly number: number;
}

/** One payment in a file. */
export interface FileLine {
  readonly payment: string;
  readonly createdAt: number;
  readonly to: Destination;
  readonly amount: bigint;
  readonly currency: string;
  readonly reference: string | undefined;
}

interface AnyOriginator {
  readonly name: string;
  /** `HH:MM`, where the bank's is another than the rail's. */
  readonly cutOff?: string | undefined;
}
export interface SepaOriginator extends AnyOriginator {
  readonly iban: string;
  readonly bic?: string | undefined;
}
export interface AchOriginator extends AnyOriginator {
  /** Of the bank that takes the files, and its name. */
  readonly routingNumber: string;
  readonly bankName: string;
  /** By which the bank knows the company. */
  readonly companyId: string;
  /** What the payee's statement shows. */
  readonly description?: string | undefined;
}
/** Who pays, as the bank knows them. */
export type Originator = SepaOriginator | AchOriginator;

/** Of a rail whose banks send back what they cannot pay, and say nothing of what they can. */
export interface Silence {
  /** From when on nothing that came back means that a payment of this day is paid, by the rules of the network. */
  readonly settlesAt: (day: CivilDate) => number;
}

/** What there is to know of the files of a rail. */
export interface FileRail {
  /** Of the names of files. */
  readonly extension: string;
  /** The media type of a file's content. */
  readonly media: string;
  readonly currency: string;
  readonly linesMax: number;
  /** What the amounts of one file may come to. */
  readonly sumMax: bigint;
  readonly cutOff: CutOff;
  /** The day that a file of a cut-off's day asks for. */
  readonly settlesOn: (day: CivilDate) => CivilDate;
  /** Undefined where a bank says of each payment that it is paid. */
  readonly silence: Silence | undefined;
  /** What the bank's files call the originator's own account, or the originator. */
  readonly ownOf: (originator: Originator) => string;
  /** What is wrong with an originator, by its member; empty where nothing is. */
  readonly faults: (originator: Originator) => readonly { readonly member: string; readonly detail: string }[];
}

/** Writes the files of a rail. Pure, so that every run writes the same bytes; only the function of files brings it along. */
export interface FileWriter {
  readonly write: (head: FileHead, lines: () => AsyncIterable<FileLine>) => AsyncIterable<string>;
}

/** Reads what a bank says. Only the function of the inbox brings it along. */
export interface FileReader {
  /** @throws UnreadableFile */
  readonly read: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<BankWord>;
}
