/** What a log is told: the id is one within its tenant and second. */
export interface Told {
  /** Empty where nobody knows whose it is. */
  readonly tenant: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** SHA-256 over the canonical JSON of what is logged, in base64url. */
  readonly digest: string;
}
