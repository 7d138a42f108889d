import type { ComponentChildren } from 'preact';
import { ApiFailure } from '../data/answered.ts';
import type { Query } from '../data/use-query.ts';
import { ago } from '../format.ts';

const whatToDo = (failure: Error): string => {
  if (!(failure instanceof ApiFailure)) return failure.message;
  if (failure.status === 403) return 'Your client lacks the scope for this. Sign in with one that has it.';
  return failure.requestId === null ? failure.message : `${failure.message} Request ${failure.requestId}.`;
};

export const Failed = ({ failure, again }: { readonly failure: Error; readonly again: () => void }) => (
  <div class="note bad" role="alert">
    <p>{whatToDo(failure)}</p>
    <button type="button" onClick={again}>
      Try again
    </button>
  </div>
);

/** What a query gives; while it loads and where it fails, that. Old data stays on the page, and is said to be old. */
export function Loaded<T>({
  query,
  children,
}: {
  readonly query: Query<T>;
  readonly children: (data: T) => ComponentChildren;
}) {
  const { data, failure, again } = query;
  const at = query.at();
  if (data === undefined && failure === undefined)
    return (
      <p class="loading" role="status">
        Loading …
      </p>
    );
  return (
    <>
      {failure !== undefined && <Failed failure={failure} again={again} />}
      {failure !== undefined && data !== undefined && at !== undefined && (
        <p class="old">What follows is from {ago(at, Date.now())}.</p>
      )}
      {data !== undefined && children(data)}
    </>
  );
}
