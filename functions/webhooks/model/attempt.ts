/** Why an attempt is none that succeeded. */
export type AttemptError =
  /** Another status than 2xx, redirects included. */
  | 'status'
  | 'timeout'
  /** No answer within the brisk lane's patience: no try of the schedule, and made again with the whole 10 seconds. */
  | 'slow'
  /** The name has no address. */
  | 'dns'
  /** One of its addresses is private, local or reserved. */
  | 'address-forbidden'
  | 'connection'
  | 'tls'
  /** Not HTTP, or headers past every measure. */
  | 'protocol'
  /** More than 64 kB of answer. */
  | 'answer-too-large'
  /** Not made: the endpoint is down, and its circuit breaker open. */
  | 'circuit-open'
  /** Not made: the tenant's attempts at this host fail too often. */
  | 'host-limit';

/** What came of a POST. */
export interface Answer {
  readonly status: number | undefined;
  /** Undefined for a success. */
  readonly error: AttemptError | undefined;
  /** The beginning of what came back. */
  readonly body: string | undefined;
  /** For how long the endpoint wants to be let alone, in ms, where it answered 429 or 503 and said so. */
  readonly waitMs?: number | undefined;
}

/** One line of the delivery log. */
export interface Attempt extends Answer {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly latencyMs: number;
  /** Where it went and with how long a body; undefined for one that was not made, or was recorded before this was kept. */
  readonly url?: string | undefined;
  readonly bytes?: number | undefined;
}

/**
 * A target as it is shown to everybody but who reads the endpoint itself: its host alone. Many services keep the key of a
 * webhook in its path, others in its query, and no rule tells a key from a name.
 */
export const shownUrl = (url: string): string | undefined => {
  const parsed = URL.parse(url);
  if (parsed === null) return undefined;
  const bare = parsed.pathname === '/' && parsed.search === '';
  return `${parsed.origin}/${bare ? '' : '...'}`;
};

/** What the log keeps of an answer's body. */
export const BODY_CHARS_MAX = 1_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** The beginning of an answer's body as text that can be shown. */
export const shownBody = (bytes: Uint8Array): string | undefined => {
  if (bytes.length === 0) return undefined;
  const text = new TextDecoder().decode(bytes).replaceAll(UNPRINTABLE, '\ufffd');
  return [...text.slice(0, 2 * BODY_CHARS_MAX)].slice(0, BODY_CHARS_MAX).join('');
};

export const SKIPPED: Answer = { status: undefined, error: 'circuit-open', body: undefined };
export const LIMITED: Answer = { status: undefined, error: 'host-limit', body: undefined };
