import { createHash } from 'node:crypto';
import type { Call, Reply } from '../../../kernel/core/call.ts';
import type { Operation } from '../../../kernel/core/operation.ts';
import { isUnchanged } from '../../../kernel/http/if-none-match.ts';

type Asked = Pick<Call<Operation>, 'headers'>;

const TAG_CHARS = 22;
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, TAG_CHARS);

/** Weak: two answers of one tag say the same, and differ at most in when it was seen. */
const tagOf = (mark: string): string => `W/"${hashOf(mark)}"`;

/**
 * An answer that is a function of its question and of what `mark` stands for: whoever has it already gets 304, and nothing is made. A page that
 * is left open asks every few seconds.
 */
export const whereChanged = (call: Asked, mark: string, body: () => unknown): Reply => {
  const etag = tagOf(mark);
  const headers = { etag };
  return isUnchanged(call.headers['if-none-match'], etag)
    ? { status: 304, headers }
    : { status: 200, headers, body: body() };
};

/** The same of a 200 that nothing but itself tells the state of: it is made, and sent where it is another one. */
export const whereOther = (call: Asked, { body }: Pick<Reply, 'body'>): Reply => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return whereChanged(call, text, () => text);
};
