import { nextCutOff } from '../../kernel/calendars/cut-off.ts';
import { derivedId } from '../../kernel/values/ids.ts';
import { FILE_PREFIX } from '../contract/id-prefixes.ts';
import type { InFile, OutFile } from './file.ts';
import type { FileRail, Originator } from './file-rail.ts';

/** A file that is opened so long after its cut-off is for the next one: banks take no day that is over. */
const LATE_MS = 60 * 60_000;

interface Of {
  readonly tenant: string;
  readonly rail: string;
}

export const cutOffOf = ({ cutOff }: FileRail, originator: Originator) => ({
  ...cutOff,
  time: originator.cutOff ?? cutOff.time,
});

interface Opening extends Pick<OutFile, 'id' | 'by' | 'before' | 'day'> {
  readonly originator: Originator;
  readonly now: number;
}

const opened = ({ tenant, rail }: Of, { currency }: FileRail, { now, ...rest }: Opening): OutFile => ({
  ...rest,
  direction: 'out',
  tenant,
  rail,
  state: 'filling',
  version: 1,
  createdAt: now,
  bytes: undefined,
  sha256: undefined,
  currency,
  count: 0,
  sum: 0n,
  pages: 0,
  number: 0,
  writtenAt: undefined,
});

/** The file of a cut-off, by an id that follows from it. */
export const fileOfCutOff = (of: Of, files: FileRail, originator: Originator, at: number, now: number): OutFile => {
  const late = now - at > LATE_MS;
  const { day: cut } = nextCutOff(cutOffOf(files, originator), late ? now : at - 1);
  const day = files.settlesOn(cut);
  const id = derivedId(FILE_PREFIX, of.tenant, of.rail, 'cut-off', String(at));
  return opened(of, files, { id, by: 'cut-off', before: late ? now : at, day, originator, now });
};

/** The file that a client asks for now. */
export const fileOfRequest = (
  of: Of,
  files: FileRail,
  originator: Originator,
  { receipt, by, now }: { readonly receipt: string; readonly by: string; readonly now: number },
): OutFile => {
  const day = files.settlesOn(nextCutOff(cutOffOf(files, originator), now).day);
  const id = derivedId(FILE_PREFIX, of.tenant, of.rail, 'request', receipt);
  return opened(of, files, { id, by, before: now + 1, day, originator, now });
};

/** Goes on where a file is full. */
export const fileAfter = (full: OutFile, files: FileRail, now: number): OutFile => {
  const { by, before, day, originator } = full;
  const id = derivedId(FILE_PREFIX, full.tenant, full.rail, 'after', full.id);
  return opened(full, files, { id, by, before, day, originator, now });
};

/** A bank's file: the same content is the same file, whatever it is called and however it comes. */
export const receivedFile = (
  { tenant, rail }: Of,
  {
    sha256,
    ...rest
  }: Pick<InFile, 'key' | 'objectVersion' | 'by' | 'createdAt'> & {
    readonly sha256: string;
    readonly bytes: number;
  },
): InFile => ({
  ...rest,
  direction: 'in',
  id: derivedId(FILE_PREFIX, tenant, rail, 'inbox', sha256),
  tenant,
  rail,
  state: 'received',
  version: 1,
  sha256,
  form: undefined,
  ownId: undefined,
  said: 0,
  reports: 0,
  tasks: 0,
  refusal: undefined,
});
