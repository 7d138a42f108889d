/** What a test says of one call of the API; all else has its usual value. */
export interface Asked {
  readonly tenant?: string;
  readonly client?: string;
  readonly scope?: string;
  readonly id?: string;
  readonly rail?: string;
  readonly key?: string;
  readonly body?: object;
  readonly query?: string;
}
