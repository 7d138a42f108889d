/** A mistake as a careless engineer makes it, and the tests nearest to it. */
export interface Mistake {
  readonly name: string;
  readonly file: string;
  /** What stands there, exactly once. */
  readonly from: string;
  readonly to: string;
  /** Files or folders below `test`, without `.test.ts`: one of them has to fail. */
  readonly tests: readonly string[];
}
