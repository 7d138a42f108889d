import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { FolioClient } from '../../clients/typescript/src/client.ts';
import { type Api, type Asking, keyed } from './api.ts';
import { underKey } from './unknown-outcome.ts';

export type KeyHeader = ReturnType<typeof keyed>['header'];
/** A call that moves something, of the typed client. */
export type Ordering<T> = (folio: FolioClient, header: KeyHeader) => ReturnType<Asking<T>>;

/** Has the API do something, under the key of the line or a new one, which a failure names. @see underKey */
export const order = <T, Promised extends T>(
  api: Pick<Api, 'ask'>,
  { key: named }: { readonly key?: string },
  ordering: Ordering<Promised>,
  schema: z.ZodType<T>,
): Promise<T> => {
  const key = named ?? randomUUID();
  return underKey(key, named !== undefined, () => api.ask((folio) => ordering(folio, keyed(key).header), schema));
};
