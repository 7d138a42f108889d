import * as z from 'zod';
import { csvMapping } from '../../functions/kernel/formats/csv/csv-mapping.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { readText } from '../client/read-input.ts';

/** What the columns of a CSV mean, from a JSON file. @throws CommandFailure where it cannot be read, or is no mapping */
export const readMapping = async (file: string) => {
  const text = await readText(file);
  const parsed = z
    .string()
    .transform((json, context) => {
      try {
        return JSON.parse(json) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'It is not JSON.' });
        return z.NEVER;
      }
    })
    .pipe(csvMapping)
    .safeParse(text);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CommandFailure(`${file} is no mapping: ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? ''}`);
};
