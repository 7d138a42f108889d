import * as z from 'zod';
import { ApiProblem, CommandFailure } from '../client/problem-error.ts';
import type { AuditApi } from './audit-api.ts';
import type { AccessBook, CallLeaf, PublicLog } from './books.ts';

const PAGES_MAX = 1_000_000;

const page = z.looseObject({
  data: z.array(
    z.looseObject({
      call: z.looseObject({
        ...{ requestId: z.string(), at: z.string(), number: z.int().nullable(), clientId: z.string().nullable() },
        ...{ tenant: z.string().nullable(), route: z.string().nullable(), status: z.int() },
      }),
      leafIndex: z.int().min(0),
      salt: z.string().max(64),
    }),
  ),
  next: z.string().nullable(),
});
type Page = z.infer<typeof page>;
export type ListedCall = Page['data'][number];

/** Every call of the tenant between two times, page by page. */
export async function* listedCalls(api: AuditApi, times: { readonly from: string; readonly to: string }) {
  let from: string | null = times.from;
  for (let pages = 0; from !== null; pages += 1) {
    if (pages === PAGES_MAX) throw new CommandFailure(`There are more calls than ${PAGES_MAX} pages hold.`);
    const query = { from, to: times.to };
    const read: Page = await api.ask((folio) => folio.GET('/v1/log/calls', { params: { query } }), page);
    yield read.data;
    from = read.next;
  }
}

/** The tenant's calls that the log covers; undefined where the client may not read them. */
export const readCalls = async (
  api: AuditApi,
  log: PublicLog,
  times: { readonly from: string; readonly to: string },
): Promise<AccessBook | undefined> => {
  const calls: CallLeaf[] = [];
  try {
    for await (const some of listedCalls(api, times))
      for (const { call, leafIndex, salt } of some)
        if (leafIndex < log.entries.length) calls.push({ call, leafIndex, salt: Buffer.from(salt, 'base64url') });
  } catch (error) {
    // A client from before there was such a scope.
    if (error instanceof ApiProblem && error.status === 403) return undefined;
    throw error;
  }
  return { calls, log };
};
