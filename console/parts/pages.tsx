import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FolioClient } from '../../clients/typescript/src/client.ts';
import type { ListPage } from '../../clients/typescript/src/pages.ts';
import { answered, type Outcome } from '../data/answered.ts';
import { useSession } from '../data/session-context.ts';
import { type Known, useQuery } from '../data/use-query.ts';
import { Failed, Loaded } from './loaded.tsx';
import { Table, type TableProps } from './table.tsx';

/** What every list of the API takes. */
export interface PageQuery {
  readonly limit: string;
  readonly cursor?: string;
}

export interface PagesProps<T> {
  /** All that `ask` depends on. */
  readonly question: readonly (string | undefined)[];
  /** `known` goes with the first page where the API tells whether it is as it was. */
  readonly ask: (folio: FolioClient, page: PageQuery, known: Known) => Promise<Outcome<ListPage<T>>>;
  readonly everyMs?: number;
  /** What is said where there is nothing. */
  readonly empty: ComponentChildren;
  readonly children: (all: readonly T[]) => ComponentChildren;
}

const LIMIT = '50';

/** A list of the API, page by page: the first one is kept fresh, further ones are asked for by a button. */
export function Pages<T>({ question, ask, everyMs = 0, empty, children }: PagesProps<T>) {
  const { session } = useSession();
  const [more, setMore] = useState<ListPage<T>>();
  // With further pages below it the first one stands still: what moves up from it would be missing or twice.
  const first = useQuery(question, (folio, known) => ask(folio, { limit: LIMIT }, known), {
    everyMs,
    when: more === undefined,
  });
  const [failure, fail] = useState<Error>();
  const asked = JSON.stringify(question);
  // Another list begins anew.
  useEffect(() => setMore(undefined), [asked]);
  const cursor = more === undefined ? first.data?.nextCursor : more.nextCursor;
  const next = async (): Promise<void> => {
    if (typeof cursor !== 'string') return;
    fail(undefined);
    try {
      const page = await answered(ask(session.folio, { limit: LIMIT, cursor }, { headers: {} }));
      setMore((before) => ({ data: [...(before?.data ?? []), ...page.data], nextCursor: page.nextCursor }));
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return (
    <Loaded query={first}>
      {({ data }) =>
        data.length === 0 ? (
          <div class="empty">{empty}</div>
        ) : (
          <>
            {children([...data, ...(more?.data ?? [])])}
            {failure !== undefined && <Failed failure={failure} again={next} />}
            {typeof cursor === 'string' && (
              <p class="more">
                <button type="button" onClick={next}>
                  Show more
                </button>{' '}
                <span class="soft">
                  {data.length + (more?.data.length ?? 0)} are shown. Press / to go to one by its id.
                </span>
              </p>
            )}
          </>
        )
      }
    </Loaded>
  );
}

/** The same as one table, which is what a room's list is. */
export function List<T>({
  columns,
  keyOf,
  ...pages
}: Omit<PagesProps<T>, 'children'> & Pick<TableProps<T>, 'columns' | 'keyOf'>) {
  return <Pages {...pages}>{(all) => <Table rows={all} columns={columns} keyOf={keyOf} />}</Pages>;
}
