import * as z from 'zod';
import type { InvokeFunction } from '../../../kernel/aws/invoke-function.ts';
import { MESSAGE_FORMS } from '../../model/batch.ts';
import type { ReadClientFile } from '../../model/client-file.ts';

const place = { line: z.int(), pointer: z.string() };
const fault = z.object({ ...place, code: z.string(), detail: z.string() });
const text = z.string().optional();
const line = z.object({
  origin: z.object({ part: z.string(), endToEndId: text, instructionId: text }),
  at: z.object(place),
  body: z.record(z.string(), z.unknown()).optional(),
  fault: fault.optional(),
});
const part = z.object({ at: z.object(place), debtor: z.string(), lines: z.array(line) });
const answer = z.union([
  z.object({
    kind: z.literal('read'),
    message: z.object({ id: z.string(), form: z.enum(MESSAGE_FORMS) }),
    parts: z.array(part),
  }),
  z.object({ kind: z.literal('refused'), fault }),
]);

/** A client's own file as another function of ours reads it; throws where that one does not answer. */
export const askingClientFiles =
  (invoke: InvokeFunction): ReadClientFile =>
  async (content) => {
    const { text: told } = await invoke({ content });
    return answer.parse(JSON.parse(told));
  };
