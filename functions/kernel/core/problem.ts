/**
 * A kind of error that a client can meet: its stable slug (`type` is `/problems/<slug>`), its status, its title and a page of
 * explanation. Each domain declares its own in `contract/problems.ts`; the ones that any body or header can meet stand in
 * `common-problems.ts`.
 */
export interface Problem {
  readonly slug: string;
  readonly status: number;
  readonly title: string;
  /** One or two sentences for the page at `/problems/<slug>`: what it means and what to do next. */
  readonly explain: string;
  /** Depends on state, so it is stored as a receipt and repeated for the same key for ever. */
  readonly stored?: true;
  /** Seconds for `Retry-After`, where trying again can help. */
  readonly retryAfterSeconds?: number;
}

/** One faulty place of a request: an RFC 6901 pointer into the body (or `query/<name>`, `header/<name>`), never the value. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** The body of `application/problem+json` (RFC 9457). */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly Fault[];
}

/** Declares a domain's problems; the key becomes the slug, so the two cannot differ. */
export const defineProblems = <const T extends Readonly<Record<string, Omit<Problem, 'slug'>>>>(problems: T) =>
  Object.fromEntries(Object.entries(problems).map(([slug, problem]) => [slug, { slug, ...problem }])) as {
    readonly [K in keyof T]: Problem & { readonly slug: K };
  };

/**
 * An expected "no": thrown by the model or the store, answered as its problem, never retried, never logged as a fault.
 * `detail` is for a person and never holds the input.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly problem: Problem;
  readonly errors: readonly Fault[];
  /** For `Retry-After`, where it is known better than the kind of problem says. */
  readonly retryAfterSeconds: number | undefined;
  constructor(problem: Problem, detail: string, errors: readonly Fault[] = [], retryAfterSeconds?: number) {
    super(detail);
    this.problem = problem;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds ?? problem.retryAfterSeconds;
  }
}

/** The same refusal, not kept under its key: what caused it passes by itself, so that the same request may succeed later. */
export const passing = ({ problem, message, errors }: Refusal): Refusal => {
  const { stored: _, ...unstored } = problem;
  return new Refusal(unstored, message, errors);
};

/** The body that answers `problem`, for the request `instance`. */
export const problemBody = (
  problem: Problem,
  detail: string,
  instance: string,
  errors: readonly Fault[] = [],
): ProblemBody => ({
  type: `/problems/${problem.slug}`,
  title: problem.title,
  status: problem.status,
  detail,
  instance,
  ...(errors.length > 0 ? { errors } : {}),
});
