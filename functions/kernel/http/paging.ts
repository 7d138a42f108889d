import * as z from 'zod';
import { common, says } from '../core/common-problems.ts';

/** A page has 25 objects unless asked otherwise, and at most 100. */
const DEFAULT_LIMIT = 25;

/** The parameters of every list. */
export const pageShape = {
  limit: z
    .string()
    .regex(/^(?:[1-9][0-9]?|100)$/, { error: 'A limit is a number from 1 to 100.' })
    .optional()
    .meta({
      description: 'Objects per page, 1 to 100; 25 unless said. A page of large ones may end sooner.',
      examples: ['25'],
    }),
  cursor: z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/, {
      error: says(common['cursor-invalid'], 'This cursor did not come from this list with these filters.'),
    })
    .optional()
    .meta({ description: 'The nextCursor of the page before.' }),
} as const;

/** The checked `limit` of a list's query as a number. */
export const pageLimit = (query: { readonly limit?: string | undefined }): number =>
  query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit);

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(id: string, one: T) =>
  z
    .strictObject({
      data: z.array(one),
      nextCursor: z.string().nullable().meta({ description: 'Null on the last page.' }),
    })
    .meta({ id });
