import type * as z from 'zod';
import type { Api } from './api.ts';
import { CommandFailure } from './problem-error.ts';

export interface ListPage<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

export interface Listed<T> {
  readonly path: string;
  readonly page: z.ZodType<ListPage<T>>;
  readonly query?: Readonly<Record<string, string>>;
  /** The parameter that says where to go on. */
  readonly next?: 'cursor' | 'after';
  readonly pagesMax: number;
  /** What to do instead, where there are more. */
  readonly instead: string;
}

const PAGE = 100;

/** A list of the API as a whole. @throws CommandFailure where it is longer than asked for: a part of it would look like all */
export const allPages = async <T>(
  api: Pick<Api, 'get'>,
  { path, page, query = {}, next = 'cursor', pagesMax, instead }: Listed<T>,
): Promise<readonly T[]> => {
  const all: T[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const asked = new URLSearchParams({ ...query, limit: String(PAGE), ...(cursor !== null && { [next]: cursor }) });
    const read: ListPage<T> = await api.get({ method: 'GET', path: `${path}?${asked}` }, page);
    all.push(...read.data);
    // A feed names where to go on at its end too; of a list, an empty page with a cursor is not its last.
    if (read.nextCursor === null || (next === 'after' && read.data.length === 0)) return all;
    cursor = read.nextCursor;
  }
  throw new CommandFailure(`There are more than ${pagesMax * PAGE}: ${instead}`);
};
