export type Pause = (ms: number) => Promise<void>;
type Send = (request: Request) => Promise<Response>;

export interface RetryOptions {
  readonly tries: number;
  /** Waits between tries; by the clock unless said. */
  readonly pause?: Pause;
  /** Whether an answer says that trying again can help; by its status unless said. */
  readonly isPassing?: (answer: Response) => boolean | Promise<boolean>;
  /** Whether what was thrown says that no answer came; what fetch itself throws unless said. */
  readonly isLost?: (error: unknown) => boolean;
}

/** Answers that say of themselves that nothing was done for good, or that nobody knows. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);
const FIRST_PAUSE_MS = 200;
/** Whoever asks for a longer pause than this is answered by the refusal: waiting is the caller's to decide. */
const PAUSE_MAX_MS = 20_000;

const hasPassingStatus = ({ status }: Response): boolean => PASSING.has(status);
/** The caller's own abort and a refused sign-in are answers. */
const isOfFetch = (error: unknown): boolean => error instanceof TypeError;

const sleep: Pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Reading can be repeated; what moves state only under a key, by which Folio does it once. */
const isRepeatable = ({ method, headers }: Request): boolean =>
  method === 'GET' || method === 'HEAD' || headers.has('idempotency-key');

/** `Retry-After` in seconds (RFC 9110, section 10.2.3), as Folio sends it. */
const askedFor = (answer: Response | undefined): number | undefined => {
  const seconds = Number(answer?.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
};

/** Full jitter: clients that failed together do not come back together. */
const pauseBefore = (attempt: number, answer: Response | undefined): number => {
  const most = FIRST_PAUSE_MS * 2 ** (attempt - 1);
  return (askedFor(answer) ?? 0) + Math.random() * most;
};

/**
 * Tries again what found no answer or a passing one. The request is sent as it was, its `Idempotency-Key` included. What cannot be repeated
 * safely is sent once.
 */
export const retrying =
  (send: Send, { tries, pause = sleep, isPassing = hasPassingStatus, isLost = isOfFetch }: RetryOptions): Send =>
  async (request) => {
    const most = isRepeatable(request) ? tries : 1;
    for (let attempt = 1; ; attempt += 1) {
      let answer: Response | undefined;
      try {
        answer = await send(request.clone());
        if (attempt >= most || !(await isPassing(answer))) return answer;
      } catch (error) {
        if (attempt >= most || !isLost(error)) throw error;
      }
      const wait = pauseBefore(attempt, answer);
      if (answer !== undefined && wait > PAUSE_MAX_MS) return answer;
      await answer?.body?.cancel();
      await pause(Math.min(wait, PAUSE_MAX_MS));
    }
  };
