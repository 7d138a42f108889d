import type * as z from 'zod';
import type { FolioClient } from '../../clients/typescript/src/client.ts';
import type { Api, Asking } from './api.ts';
import { CommandFailure } from './problem-error.ts';

export interface ListPage<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** What asks for one page: how many of them, and from where on. */
export interface PageQuery {
  readonly limit: string;
  readonly cursor?: string;
}

export interface Listed<T, Promised extends ListPage<T>> {
  readonly asking: (folio: FolioClient, query: PageQuery) => ReturnType<Asking<Promised>>;
  readonly page: z.ZodType<ListPage<T>>;
  /** A feed names where to go on at its end too; of a list, an empty page with a cursor is not its last. */
  readonly isFeed?: boolean;
  readonly pagesMax: number;
  /** What to do instead, where there are more. */
  readonly instead: string;
}

const PAGE = 100;

/** A list of the API as a whole. @throws CommandFailure where it is longer than asked for: a part of it would look like all */
export const allPages = async <T, Promised extends ListPage<T>>(
  api: Pick<Api, 'ask'>,
  { asking, page, isFeed = false, pagesMax, instead }: Listed<T, Promised>,
): Promise<readonly T[]> => {
  const all: T[] = [];
  let query: PageQuery = { limit: String(PAGE) };
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const read: ListPage<T> = await api.ask((folio) => asking(folio, query), page);
    all.push(...read.data);
    if (read.nextCursor === null || (isFeed && read.data.length === 0)) return all;
    query = { ...query, cursor: read.nextCursor };
  }
  throw new CommandFailure(`There are more than ${pagesMax * PAGE}: ${instead}`);
};
