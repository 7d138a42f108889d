import * as z from 'zod';
import { csvMapping } from '../../kernel/formats/csv/csv-mapping.ts';
import { STATEMENT_FORMATS } from '../../kernel/formats/statement/formats.ts';
import { type TaskDeps, task } from '../../kernel/triggers/task.ts';
import { chars, list } from '../../kernel/values/bounded.ts';
import { bankFileId } from '../contract/bank-ids.ts';
import { NUMBERS_MAX } from '../contract/bank-schemas.ts';
import { readingKeptFiles } from '../store/commit/read-kept-file.ts';
import type { StatementsStore } from '../store/table/statements-store.ts';
import { readingOut } from './ask-reader.ts';

const input = z.strictObject({
  tenant: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/),
  file: bankFileId,
  numbers: list(chars(64), { max: NUMBERS_MAX }),
  currency: chars(3),
  format: z.enum(STATEMENT_FORMATS).optional(),
  mapping: csvMapping.optional(),
});

/** Reads a file of a bank whose bytes are kept, and keeps its lines: twice is the same as once. */
export const buildReadFile = (store: StatementsStore, deps: TaskDeps) =>
  task({
    domain: 'statements',
    name: 'readBankFile',
    input,
    deps,
    run: async ({ tenant, file, numbers, currency, format, mapping }) =>
      readingOut(await readingKeptFiles(store)({ tenant, id: file }, { numbers, currency }, { format, mapping })),
  });
