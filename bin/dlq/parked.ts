/** What a person may see of something that is parked: never its body, which holds what clients sent. */
export interface ParkedView {
  readonly id: string;
  /** The queue or the bucket. */
  readonly place: string;
  /** Why it lies here. */
  readonly reason: string;
  /** How often it was tried; null where nothing tells. */
  readonly attempts: number | null;
  /** RFC 3339: when it was sent, or for stream records when they were put aside. */
  readonly since: string | null;
  /** The event's type, `ledger.TransactionPosted`, or in words what else it is. */
  readonly type: string;
  /** Where a redrive brings it; null for nowhere. */
  readonly goesTo: string | null;
  readonly bytes: number;
  /** The type of the error that its last run ended with; null where nothing tells. */
  readonly lastError: string | null;
  /** What links it to the rest of the system. */
  readonly links: Readonly<Record<string, string>>;
}

/** One parked thing, in hand until it is given back. */
export interface Parked {
  readonly view: ParkedView;
  /**
   * Brings it back, then takes it away from here. Stopped in between it is in both places, and the consumer that knows it
   * already drops it: so a redrive can be repeated.
   */
  readonly redrive: () => Promise<void>;
  /** Takes it away from here for ever. */
  readonly discard: () => Promise<void>;
  /** Leaves it where it is, for others to see. */
  readonly putBack: () => Promise<void>;
}
