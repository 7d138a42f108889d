/** A page of a list as Folio answers it. */
export interface ListPage<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** What a call of the client gives: the answer, or the problem. */
interface Outcome<T> {
  readonly data?: ListPage<T> | undefined;
  readonly error?: unknown;
}

/** A list could not be read to its end; `problem` says why. */
export class ListFailed extends Error {
  override readonly name = 'ListFailed';
  readonly problem: unknown;
  constructor(problem: unknown) {
    const { detail } = (problem ?? {}) as { readonly detail?: unknown };
    super(typeof detail === 'string' ? detail : 'The list could not be read to its end.');
    this.problem = problem;
  }
}

/**
 * All objects of a list, page by page as they are asked for: a loop that ends early asks for no further page.
 *
 * @param page asks for one page; its cursor is undefined for the first one
 * @throws ListFailed where a page was refused
 * @example
 * for await (const account of each((cursor) => folio.GET('/v1/accounts', { params: { query: { cursor } } }))) ...
 */
export async function* each<T>(
  page: (cursor: string | undefined) => Promise<Outcome<T>>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  for (;;) {
    const { data, error } = await page(cursor);
    if (data === undefined) throw new ListFailed(error);
    yield* data.data;
    // The same cursor again would be a list without an end.
    if (data.nextCursor === null || data.nextCursor === cursor) return;
    cursor = data.nextCursor;
  }
}
