import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StatementFormat } from '../../../functions/kernel/formats/statement/formats.ts';
import { openReader } from '../../../functions/kernel/formats/statement/open-reader.ts';
import { addDays } from '../../../functions/kernel/values/civil-date.ts';
import { Matcher } from '../../../functions/statements/model/matching/matcher.ts';
import {
  type AccountStatement,
  StatementGathering,
} from '../../../functions/statements/model/statement/account-statement.ts';
import { writeCamt053 } from '../../../functions/statements/model/statement/write-camt053.ts';
import { writeCsv } from '../../../functions/statements/model/statement/write-csv.ts';
import { writeHtml } from '../../../functions/statements/model/statement/write-html.ts';
import { writeJson } from '../../../functions/statements/model/statement/write-json.ts';
import { writeMt940 } from '../../../functions/statements/model/statement/write-mt940.ts';
import { camtFile } from '../files/sample-files.ts';
import type { Task } from '../own-process.ts';
import { bankDays, FIRST, mt940File, signedEntry } from './samples.ts';

const MT940 = 'bank.sta';
const CAMT = 'bank.camt053.xml';

const lines = async (path: string, format: Exclude<StatementFormat, 'csv'>): Promise<number> => {
  const reader = openReader({ format });
  let count = 0;
  for await (const piece of createReadStream(path))
    for (const part of reader.push(piece)) if (part.kind === 'line') count += 1;
  for (const part of reader.end()) if (part.kind === 'line') count += 1;
  return count;
};

const mt940 = async (folder: string, count: number): Promise<string> => {
  const path = join(folder, MT940);
  await pipeline(Readable.from(mt940File(count)), createWriteStream(path));
  return path;
};
const camt = async (folder: string, count: number): Promise<string> => {
  const path = join(folder, CAMT);
  await pipeline(Readable.from(camtFile('camt.053.001.02', count)), createWriteStream(path));
  return path;
};

const readMt940: Task = async (folder, count) => {
  const path = await mt940(folder, count);
  return () => lines(path, 'mt940');
};
const readCamt053: Task = async (folder, count) => {
  const path = await camt(folder, count);
  return () => lines(path, 'camt');
};

/** npm `mt940js` 1.3.5, of those of npm the one that has the signs right; it takes all of a file at once. */
const peerMt940: Task = async (folder, count) => {
  const { Parser } = await import('mt940js');
  const path = await mt940(folder, count);
  return async () => new Parser().parse(readFileSync(path, 'utf8'))[0]?.transactions.length ?? 0;
};
/** npm `iso20022.js` 0.0.15, the one of npm that gives entries. */
const peerCamt053: Task = async (folder, count) => {
  const { CashManagementEndOfDayReport } = await import('iso20022.js');
  const path = await camt(folder, count);
  return async () => CashManagementEndOfDayReport.fromXML(readFileSync(path, 'utf8')).transactions.length;
};

/** One statement, gathered from its entries and written in five formats. */
const statement: Task = async (_, count) => {
  const entries = Array.from({ length: count }, (__, index) => signedEntry(index));
  const wanted = { account: 'acc', currency: 'EUR', basis: 'effective', from: FIRST, to: addDays(FIRST, 27) } as const;
  const writers: readonly ((one: AccountStatement) => Iterable<string>)[] = [
    writeJson,
    writeCsv,
    writeHtml,
    writeMt940,
    (one) => writeCamt053(one, '2024-02-01T00:00:00Z'),
  ];
  return async () => {
    const gathering = new StatementGathering(wanted, count);
    for (const entry of entries) gathering.add(entry.version, entry);
    const one = gathering.statement(count);
    for (const write of writers)
      for (const piece of write(one)) if (piece === '') throw new Error('nothing is written');
    return one.lines.length;
  };
};

/** Every line and every entry ends in exactly one outcome: the lines are counted. */
const match: Task = async (_, count) => async () => {
  const matcher = new Matcher();
  let seen = 0;
  const add = (outcomes: ReturnType<Matcher['day']>): void => {
    for (const one of outcomes) seen += one.kind === 'match' ? one.bank.length : one.bank === undefined ? 0 : 1;
  };
  for (const { on, bank, ledger } of bankDays(count)) add(matcher.day(on, bank, ledger));
  add(matcher.end());
  return seen;
};

export const STATEMENT_TASKS = { statement, match, readMt940, peerMt940, readCamt053, peerCamt053 } as const;
export type StatementTask = keyof typeof STATEMENT_TASKS;
