/** One record of a table's stream, ready to be put into a Lambda event as it is. */
export interface StreamRecord {
  /** Its place in its stream: digits, of one length for one source, as the event carries it. */
  readonly sequence: string;
  /** The whole record as Lambda gets it, JSON. */
  readonly json: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What filters look at, parsed only when one asks for it. */
  readonly view: FilterView;
}

/** `eventName` and `keys` are cheap; `whole` parses the images too. */
export interface FilterView {
  readonly eventName: string;
  readonly keys: () => unknown;
  readonly whole: () => unknown;
}

/** Records after a place, oldest first. `position` is the place to go on from, past records that were not for this stream. */
export interface Page {
  readonly records: readonly StreamRecord[];
  readonly position: string;
}

/** A table's stream, from whatever endpoint. A position is opaque to the poller, which makes it durable. */
export interface StreamSource {
  /** For the event and the on-failure record. */
  readonly shardOf: (position: string) => string;
  /** Where the newest record is, for mappings that start at LATEST. */
  readonly latest: () => Promise<string>;
  /** `undefined` starts at the oldest record that is kept. */
  readonly read: (after: string | undefined, limit: number) => Promise<Page>;
  /** The position of a record of a page that was read, so that part of a page can be remembered as done. */
  readonly positionOf: (record: StreamRecord) => string;
  /** False when there is certainly nothing new since the last `read`; cheap enough to be asked fifty times a second. */
  readonly changed: () => boolean;
  /** How long to wait between two looks. */
  readonly intervalMs: number;
}
