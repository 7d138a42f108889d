import type { Reply } from '../core/call.ts';

/** Lambda answers with 6 MB at most, and headers and cursor need some of them. */
export const ANSWER_BYTES_MAX = 5_000_000;

/** The bytes that a text takes in an answer: Lambda's is JSON itself, in which the body is escaped once more. */
export const sentBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text));

/** Whether a text has room in one answer. */
export const fitsAnswer = (text: string): boolean => sentBytes(text) <= ANSWER_BYTES_MAX;

/** The room of one page: says of one object after the other whether it still fits. The first one always does. */
export const pageRoom = (): ((json: string) => boolean) => {
  let taken = 0;
  return (json) => {
    const first = taken === 0;
    taken += sentBytes(json);
    return first || taken <= ANSWER_BYTES_MAX;
  };
};

/** One object of a list as it is shown, and where the list goes on after it. */
export interface Placed<P, V extends object = object> {
  readonly view: V;
  readonly position: P;
}

/** As much of a list as was asked for, and where the next page starts: undefined on the last one. */
export interface Page<P, V extends object = object> {
  readonly data: readonly Placed<P, V>[];
  readonly next: P | undefined;
}

/** The answer of a list: as many of the objects as one answer can hold, and the cursor of the next page. */
export const pageReply = async <P>(page: Page<P>, sign: (next: P) => Promise<string>): Promise<Reply> => {
  const fits = pageRoom();
  const texts: string[] = [];
  let { next } = page;
  let last: P | undefined;
  for (const { view, position } of page.data) {
    const text = JSON.stringify(view);
    if (!fits(text)) {
      next = last;
      break;
    }
    texts.push(text);
    last = position;
  }
  return listReply(texts, next === undefined ? null : await sign(next));
};

/** The same of objects that are JSON already, all of which fit. */
export const listReply = (texts: readonly string[], nextCursor: string | null): Reply => ({
  status: 200,
  body: `{"data":[${texts.join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`,
});
