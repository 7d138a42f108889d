import type * as z from 'zod';
import type { JsonRecord } from './json-records.ts';
import { refusedExport } from './refuse.ts';

/** The first thing that is wrong with a record, with its way into it. */
const faultOf = (issues: readonly z.core.$ZodIssue[]): string => {
  const [issue] = issues;
  if (issue === undefined) return 'it is of another form';
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return `${[...issue.path, issue.keys[0]].join('.')} is no field that is read`;
  return `${at === '' ? 'the record' : at}: ${issue.message}`;
};

/** A record of the form that a version of the source is known to write. @throws CommandFailure with its place and what is not known */
export const recordOf = <T>(schema: z.ZodType<T>, { place, value }: JsonRecord, form: string): T => {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw refusedExport('record', place, `it is not ${form}: ${faultOf(read.error.issues)}.`);
};
