import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { readAccessLine } from './access-line.ts';
import { type ToldCall, toldCall } from './logged-call.ts';

/** Lambda takes 1 MB of an asynchronous call. Lines are alike, and become a tenth. */
const PACKED_CHARS_MAX = 1_048_576;
const BYTES_MAX = 32 * 1024 * 1024;

/** What CloudWatch Logs hands to a function: base64 of gzip of JSON ("Using CloudWatch Logs subscription filters"). */
export const logBatch = z.looseObject({ awslogs: z.looseObject({ data: z.base64().max(PACKED_CHARS_MAX) }) });

/** `CONTROL_MESSAGE` asks only whether somebody is there. */
const unpacked = z.looseObject({
  messageType: z.enum(['DATA_MESSAGE', 'CONTROL_MESSAGE']),
  logEvents: z.array(z.looseObject({ message: z.string() })),
});

/** The calls of a batch of lines, and how many lines nobody can read. @throws where it is no such batch */
export const readLogBatch = (data: string): { readonly calls: readonly ToldCall[]; readonly unread: number } => {
  const text = gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: BYTES_MAX }).toString('utf8');
  const { messageType, logEvents } = unpacked.parse(JSON.parse(text));
  const calls: ToldCall[] = [];
  let unread = 0;
  for (const { message } of messageType === 'DATA_MESSAGE' ? logEvents : [])
    try {
      const call = readAccessLine(message);
      if (call !== undefined) calls.push(toldCall(call));
    } catch {
      unread += 1;
    }
  return { calls, unread };
};
