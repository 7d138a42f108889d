import type { ComponentChildren } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { call, pathOf } from '../data/api.ts';
import { SessionContext } from '../data/session-context.ts';
import type { Page } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { Failed, Loaded } from './loaded.tsx';

export interface PagesProps<T> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly everyMs?: number;
  /** What is said where there is nothing. */
  readonly empty: ComponentChildren;
  readonly children: (all: readonly T[]) => ComponentChildren;
}

const LIMIT = '50';

/** A list of the API, page by page: the first one is kept fresh, further ones are asked for by a button. */
export function Pages<T>({ path, query = {}, everyMs = 0, empty, children }: PagesProps<T>) {
  const { session } = useContext(SessionContext);
  const first = useQuery<Page<T>>(pathOf(path, { ...query, limit: LIMIT }), everyMs);
  const [more, setMore] = useState<{ readonly data: readonly T[]; readonly nextCursor: string | null }>();
  const [failure, fail] = useState<Error>();
  const asked = JSON.stringify([path, query]);
  // Another list begins anew.
  useEffect(() => setMore(undefined), [asked]);
  const cursor = more === undefined ? first.data?.nextCursor : more.nextCursor;
  const next = async (): Promise<void> => {
    fail(undefined);
    try {
      const page = await call<Page<T>>(session, pathOf(path, { ...query, limit: LIMIT, cursor: cursor ?? undefined }));
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
              <button type="button" class="more" onClick={next}>
                Show more
              </button>
            )}
          </>
        )
      }
    </Loaded>
  );
}
