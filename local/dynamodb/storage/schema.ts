/** What a table is, as it is kept; kept small, since every call looks at it. */
export interface KeyNames {
  readonly partition: string;
  readonly sort: string | undefined;
}

export type KeyType = 'S' | 'N' | 'B';

export interface Projection {
  readonly type: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  readonly include: readonly string[];
}

export interface IndexSchema {
  readonly id: number;
  readonly name: string;
  readonly keys: KeyNames;
  readonly projection: Projection;
}

export type ViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

export interface StreamSchema {
  readonly id: number;
  readonly view: ViewType;
  /** Part of the stream's ARN: when it was enabled. */
  readonly label: string;
}

export interface TableSchema {
  readonly id: number;
  readonly tableId: string;
  readonly name: string;
  readonly types: Readonly<Record<string, KeyType>>;
  readonly keys: KeyNames;
  readonly indexes: readonly IndexSchema[];
  readonly stream: StreamSchema | undefined;
  /** The attribute that says when an item expires. */
  readonly ttl: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly isProtected: boolean;
}

export const keyNames = ({ partition, sort }: KeyNames): readonly string[] =>
  sort === undefined ? [partition] : [partition, sort];
