/** What a call suffers, for tests and drills. */
export type Fault =
  /** Refused before it has any effect, as beyond what a table is provisioned for. */
  | { readonly kind: 'throttle' }
  /** Refused before it has any effect, as by a fault of the service. */
  | { readonly kind: 'fail' }
  /** Answered so much later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Done, and the connection cut in place of an answer. */
  | { readonly kind: 'lose' };

/** Asked at each call; undefined lets it be. */
export type FaultPlan = (operation: string, input: Readonly<Record<string, unknown>>) => Fault | undefined;

/** Thrown in place of an answer: whoever holds the connection cuts it. */
export class LostAnswer extends Error {
  override readonly name = 'LostAnswer';
}
