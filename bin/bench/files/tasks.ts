import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readCamt } from '../../../functions/kernel/formats/iso20022/read-camt.ts';
import { NO_ENTRIES, withEntry } from '../../../functions/payments/rails/ach/format/ach-totals.ts';
import { readNacha } from '../../../functions/payments/rails/ach/format/read-nacha.ts';
import { writeNacha } from '../../../functions/payments/rails/ach/format/write-nacha.ts';
import { NOTHING, withPayment } from '../../../functions/payments/rails/sepa/format/totals.ts';
import { writePain001 } from '../../../functions/payments/rails/sepa/format/write-pain001.ts';
import type { Task } from '../own-process.ts';
import { achEntry, BANK, camtFile, DAY, DEBTOR, transfer } from './sample-files.ts';

async function* each<T>(count: number, made: (index: number) => T): AsyncGenerator<T> {
  for (let index = 0; index < count; index += 1) yield made(index);
}

const folded = <T, S>(count: number, made: (index: number) => T, start: S, add: (sum: S, one: T) => S): S => {
  let sum = start;
  for (let index = 0; index < count; index += 1) sum = add(sum, made(index));
  return sum;
};

const counted = async <T extends { readonly kind: string }>(items: AsyncIterable<T>, kind: string): Promise<number> => {
  let count = 0;
  for await (const item of items) if (item.kind === kind) count += 1;
  return count;
};

const writeSepa: Task = async (folder, count) => {
  const totals = folded(count, transfer, NOTHING, withPayment);
  const payments = each(count, transfer);
  const part = { id: 'p-1', executionDate: DAY, debtor: DEBTOR, batchBooking: true, totals, payments };
  const file = {
    version: 'pain.001.001.09',
    messageId: 'm-1',
    createdAt: 0,
    initiatingParty: 'Acme',
    parts: [part],
  } as const;
  return async () => {
    await pipeline(Readable.from(writePain001(file)), createWriteStream(join(folder, 'pain001.xml')));
    return count;
  };
};

const writeAch: Task = async (folder, count) => {
  const company = { name: 'Acme', id: '1121042882', description: 'PAYROLL' };
  const totals = folded(count, achEntry, NO_ENTRIES, withEntry);
  const batch = { entryClass: 'PPD', company, effectiveDate: DAY, totals, entries: each(count, achEntry) } as const;
  const file = {
    ...{
      destination: { routing: BANK, name: 'Bank' },
      origin: { id: '1121042882', name: 'Acme' },
      originatingBank: BANK,
    },
    ...{ createdOn: DAY, createdAt: '09:00', idModifier: 'A', batches: [batch] },
  };
  return async () => {
    await pipeline(Readable.from(writeNacha(file)), createWriteStream(join(folder, 'ppd.ach')));
    return count;
  };
};

const readAch: Task = async (folder, count) => {
  await (await writeAch(folder, count))();
  return () => counted(readNacha(createReadStream(join(folder, 'ppd.ach'))), 'entry');
};

const readReport: Task = async (folder, count) => {
  const path = join(folder, 'camt054.xml');
  await pipeline(Readable.from(camtFile('camt.054.001.08', count)), createWriteStream(path));
  return () => counted(readCamt(createReadStream(path)), 'entry');
};

/** npm `sepa` 3.0.0 builds the document in memory, as every writer that we found does. */
const peerWrites: Task = async (folder, count) => {
  const { default: SEPA } = await import('sepa');
  return async () => {
    const document = new SEPA.Document('pain.001.001.09');
    Object.assign(document.grpHdr, { id: 'm-1', created: new Date(0), initiatorName: 'Acme' });
    const part = document.createPaymentInfo();
    Object.assign(part, { requestedExecutionDate: new Date(0), debtorName: 'Acme GmbH', debtorIBAN: DEBTOR.iban });
    Object.assign(part, { debtorBIC: 'COBADEFFXXX', debtorId: 'DE98ZZZ09999999999' });
    document.addPaymentInfo(part);
    for (let index = 0; index < count; index += 1) {
      const { creditor, endToEndId } = transfer(index);
      const one = part.createTransaction();
      Object.assign(one, { creditorName: `Bob ${index}`, creditorIBAN: creditor.iban, creditorBIC: 'ABNANL2AXXX' });
      Object.assign(one, { remittanceInfo: `Invoice ${index}`, amount: (100 + index) / 100, end2endId: endToEndId });
      part.addTransaction(one);
    }
    writeFileSync(join(folder, 'peer.xml'), document.toString());
    return count;
  };
};

/** npm iso20022.js 0.0.15, the one reader of camt there that gives entries; it reads camt.053.001.02. */
const peerReads: Task = async (folder, count) => {
  const { CashManagementEndOfDayReport } = await import('iso20022.js');
  const path = join(folder, 'camt053.xml');
  await pipeline(Readable.from(camtFile('camt.053.001.02', count)), createWriteStream(path));
  return async () => CashManagementEndOfDayReport.fromXML(readFileSync(path, 'utf8')).transactions.length;
};

export const FILE_TASKS = { writeSepa, writeAch, readReport, readAch, peerWrites, peerReads } as const;
export type FileTask = keyof typeof FILE_TASKS;
