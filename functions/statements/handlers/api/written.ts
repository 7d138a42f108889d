import type { Reply } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { fitsAnswer } from '../../../kernel/http/page-reply.ts';
import type { Format } from '../../contract/api.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { AccountStatement } from '../../model/statement/account-statement.ts';
import { camt053Fault, writeCamt053 } from '../../model/statement/write-camt053.ts';
import { writeCsv } from '../../model/statement/write-csv.ts';
import { writeHtml } from '../../model/statement/write-html.ts';
import { writeJson } from '../../model/statement/write-json.ts';
import { mt940Fault, writeMt940 } from '../../model/statement/write-mt940.ts';
import { ofxFault, writeOfx } from '../../model/statement/write-ofx.ts';
import { writeText } from '../../model/statement/write-text.ts';

interface Writer {
  readonly type: string;
  readonly fault?: (one: AccountStatement) => string | undefined;
  readonly write: (one: AccountStatement, at: string) => Iterable<string>;
}

const WRITERS: Readonly<Record<Format, Writer>> = {
  json: { type: 'application/json', write: writeJson },
  csv: { type: 'text/csv; charset=utf-8; header=present', write: writeCsv },
  html: { type: 'text/html; charset=utf-8', write: writeHtml },
  text: { type: 'text/plain; charset=utf-8', write: writeText },
  mt940: { type: 'text/plain; charset=us-ascii', fault: mt940Fault, write: writeMt940 },
  'camt.053': { type: 'application/xml', fault: camt053Fault, write: writeCamt053 },
  ofx: { type: 'application/x-ofx', fault: ofxFault, write: writeOfx },
};

const ACCEPTED: readonly (readonly [string, Format])[] = [
  ['text/csv', 'csv'],
  ['text/html', 'html'],
  ['application/xml', 'camt.053'],
];

/** JSON unless the first type that is accepted by name is another one of ours. */
export const formatOf = (format: Format | undefined, accept: string | undefined): Format =>
  format ?? ACCEPTED.find(([type]) => (accept ?? '').split(/[,;]/)[0]?.trim() === type)?.[1] ?? 'json';

/** @param at when it is written, RFC 3339 in whole seconds */
export const written = (statement: AccountStatement, format: Format, at: string): Reply => {
  const { type, fault, write } = WRITERS[format];
  const unfit = fault?.(statement);
  if (unfit !== undefined) throw new Refusal(statementProblems['statement-format'], unfit.replace('--as', 'as'));
  const headers = {
    'content-type': type,
    // A page of ours runs and loads nothing.
    ...(format === 'html' ? { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" } : {}),
  };
  const body = [...write(statement, at)].join('');
  if (!fitsAnswer(body))
    throw new Refusal(
      statementProblems['statement-too-long'],
      `In this format the statement is longer than an answer may be: ask for fewer days.`,
    );
  return { status: 200, body, headers };
};
