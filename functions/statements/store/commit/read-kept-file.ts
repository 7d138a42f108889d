import { batchPut } from '../../../kernel/aws/batch-put.ts';
import type { ReadKeptFile } from '../../model/bank/bank-reading.ts';
import { writeLines } from '../../model/bank/normal-form.ts';
import { readBankFile } from '../../model/bank/read-bank-file.ts';
import { contentOf } from '../queries/bank-reads.ts';
import { linesKey } from '../table/keys.ts';
import { packedItems } from '../table/packed.ts';
import type { StatementsStore } from '../table/statements-store.ts';

/** Lines point at nothing before their file is on record, and whoever reads it again puts the same. */
export const readingKeptFiles =
  (store: StatementsStore): ReadKeptFile =>
  async (file, account, declared) => {
    const read = readBankFile(account, await contentOf(store, file), declared);
    if (read.is === 'refused') return read;
    const { tenant, id } = file;
    const items = read.own.flatMap(({ lines }, at) =>
      packedItems(Buffer.from(writeLines(lines)), (piece) => linesKey(tenant, id, at, piece)),
    );
    await batchPut(store, items);
    return { ...read, own: read.own.map(({ lines, ...head }) => ({ ...head, lines: lines.length })) };
  };
