import * as z from 'zod';
import type { InvokeFunction } from '../../kernel/aws/invoke-function.ts';
import { STATEMENT_FORMATS } from '../../kernel/formats/statement/formats.ts';
import type { FileReading, ReadKeptFile } from '../model/bank/bank-reading.ts';
import { statementsIn, statementsOut } from '../model/bank/statements-json.ts';

const format = z.enum(STATEMENT_FORMATS);
const answer = z.union([
  z.object({ is: z.literal('read'), format, own: z.string(), others: z.int() }),
  z.object({
    is: z.literal('refused'),
    format: format.optional(),
    refusal: z.object({ detail: z.string(), place: z.string().optional() }),
  }),
]);

/** As the function that reads says it. */
export const readingOut = (reading: FileReading) =>
  reading.is === 'read' ? { ...reading, own: statementsOut(reading.own) } : reading;

/** Another function of ours reads files of banks: with all readers this one would start too slowly. Throws where it does not answer. */
export const askingReader =
  (invoke: InvokeFunction): ReadKeptFile =>
  async ({ tenant, id }, { numbers, currency }, { format: said, mapping }) => {
    const { text } = await invoke({ tenant, file: id, numbers, currency, format: said, mapping });
    const told = answer.parse(JSON.parse(text));
    if (told.is === 'read') return { ...told, own: statementsIn(told.own) };
    const { detail, place } = told.refusal;
    return { is: 'refused', format: told.format, refusal: { detail, place } };
  };
