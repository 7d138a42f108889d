/** A file on this machine, for as long as it is needed. */
export interface Spooled {
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
  readonly read: () => AsyncIterable<Uint8Array>;
  readonly drop: () => Promise<void>;
}

/** Puts a stream down before it is sent or read: its length and hash are known then, and memory holds a piece of it. */
export type Spool = (content: AsyncIterable<string | Uint8Array>) => Promise<Spooled>;

/** Some of an object. */
export interface ObjectPart {
  readonly content: Uint8Array;
  /** Of the whole object. */
  readonly total: number;
}

/** A bucket: objects by key. */
export interface Objects {
  /** The same content again is the same. */
  readonly put: (key: string, content: Spooled) => Promise<void>;
  /** Undefined where there is no such object. */
  readonly open: (key: string, version?: string) => Promise<AsyncIterable<Uint8Array> | undefined>;
  /** The bytes from `first` to `last`, both included, or as far as they go. */
  readonly part: (
    key: string,
    range: { readonly first: number; readonly last: number },
    version?: string,
  ) => Promise<ObjectPart | undefined>;
}
