import * as z from 'zod';
import { chars } from '../../kernel/values/bounded.ts';

/** A hint that a file has to go on; the truth is in the table. */
const job = z.looseObject({ tenant: chars(64), file: chars(64) });

/** S3's own event for a new object, by EventBridge (S3 user guide, "EventBridge event message structure"). */
const put = z.looseObject({
  'detail-type': z.literal('Object Created'),
  detail: z.looseObject({
    object: z.looseObject({ key: chars(1_024), size: z.int().min(0), 'version-id': chars(1_024).optional() }),
  }),
});

/** What has to be done about a file. */
export type FileMessage =
  | { readonly kind: 'file'; readonly tenant: string; readonly file: string }
  | { readonly kind: 'object'; readonly key: string; readonly version: string | undefined; readonly bytes: number };

export const fileMessageOf = (said: unknown): FileMessage => {
  const hint = job.safeParse(said);
  if (hint.success) return { kind: 'file', tenant: hint.data.tenant, file: hint.data.file };
  const { key, size, 'version-id': version } = put.parse(said).detail.object;
  return { kind: 'object', key, version, bytes: size };
};

export const readFileMessage = (text: string): FileMessage => fileMessageOf(JSON.parse(text));
