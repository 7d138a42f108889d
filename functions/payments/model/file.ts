import type { CivilDate } from '../../kernel/values/civil-date.ts';
import { formatBalance } from '../../kernel/values/money.ts';
import { formatTime } from '../../kernel/values/time.ts';
import type { Originator } from './file-rail.ts';

interface Any {
  readonly id: string;
  readonly tenant: string;
  readonly rail: string;
  /** One more with each commit. */
  readonly version: number;
  readonly createdAt: number;
  /** The client that asked for it or sent it; `cut-off`, `inbox` where nobody did. */
  readonly by: string;
  /** Of its content, once that is known. */
  readonly bytes: number | undefined;
  readonly sha256: string | undefined;
}

/**
 * A file for a bank. `filling`: payments are being put into it; `closed`: no other will be, and it can be written again and again
 * to the same bytes; `written`: it lies in the outbox; `empty`: all that was gathered was canceled before it was put in.
 */
export const OUT_STATES = ['filling', 'closed', 'written', 'empty'] as const;
export interface OutFile extends Any {
  readonly direction: 'out';
  readonly state: (typeof OUT_STATES)[number];
  readonly day: CivilDate;
  /** Takes along what was asked for before that. */
  readonly before: number;
  readonly originator: Originator;
  readonly currency: string;
  readonly count: number;
  readonly sum: bigint;
  readonly pages: number;
  /** The how manieth file of its rail it is on its day, from 1; 0 until it is closed, or where the rail counts none. */
  readonly number: number;
  /** When it was put into the outbox, in ms. */
  readonly writtenAt: number | undefined;
}

/** The last file of a rail that was closed, by its number on its day; number 0 where there was none. */
export interface Numbered {
  readonly day: string;
  readonly number: number;
}

/** A bank's file. `received`: kept, and not yet read to its end; `taken`: all of it counts; `refused`: nothing of it does. */
export const IN_STATES = ['received', 'taken', 'refused'] as const;
export interface InFile extends Any {
  readonly direction: 'in';
  readonly state: (typeof IN_STATES)[number];
  /** The object in the inbox, and its version there. */
  readonly key: string;
  readonly objectVersion: string | undefined;
  readonly form: string | undefined;
  readonly ownId: string | undefined;
  /** What was said so far: a run that goes on begins behind it. */
  readonly said: number;
  /** How much of that was for payments of ours, and how much for a person. */
  readonly reports: number;
  readonly tasks: number;
  readonly refusal: { readonly code: string; readonly detail: string; readonly place: string | undefined } | undefined;
}

export type PaymentFile = OutFile | InFile;

/** Where its content lies in the outbox. */
export const outKey = ({ tenant, rail, id }: OutFile, extension: string): string =>
  `${tenant}/${rail}/${id}.${extension}`;
/** Where what comes by the API is put in the inbox. Its name is its content, so that nothing is ever written over. */
export const uploadKey = (tenant: string, rail: string, sha256: string): string => `${tenant}/${rail}/upload/${sha256}`;

/** Whether the API has put it: it is taken once it is on record, and where its call was refused it never is. */
export const isUpload = (key: string): boolean => /^[^/]+\/[^/]+\/upload\//.test(key);

const OBJECTS = /^([A-Za-z0-9_.:-]{1,64})\/([a-z][a-z0-9-]{0,31})\/(.{1,900})$/;
/** Whose file an object of the inbox is, and of which rail; undefined for one that lies elsewhere. */
export const ownerOf = (key: string): { readonly tenant: string; readonly rail: string } | undefined => {
  const [, tenant, rail] = OBJECTS.exec(key) ?? [];
  return tenant === undefined || rail === undefined ? undefined : { tenant, rail };
};

const common = ({ id, rail, createdAt, by, bytes, sha256 }: PaymentFile) => ({
  id,
  rail,
  bytes: bytes ?? null,
  sha256: sha256 ?? null,
  createdBy: by,
  createdAt: formatTime(createdAt),
});

/** The file as clients see it. */
export const fileView = (file: PaymentFile) => {
  if (file.direction === 'out') {
    const { direction, state, count, sum, currency, day } = file;
    return {
      ...common(file),
      direction,
      state,
      payments: count,
      amount: formatBalance(sum),
      currency,
      executionDate: day,
    };
  }
  const { direction, state, form, ownId, reports, tasks, refusal } = file;
  return {
    ...common(file),
    direction,
    state,
    form: form ?? null,
    messageId: ownId ?? null,
    reports,
    tasks,
    refusal: refusal === undefined ? null : { ...refusal, place: refusal.place ?? null },
  };
};
export type FileView = ReturnType<typeof fileView>;
