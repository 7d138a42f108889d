/** A place in an item: names (as written, `#x` for a placeholder) and places in lists. */
export interface Path {
  readonly steps: readonly (string | number)[];
  /** Whether a step is a placeholder. */
  readonly isOpen: boolean;
}

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'size'; readonly of: Operand };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'compare'; readonly by: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly of: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly of: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'exists' | 'absent'; readonly path: Path }
  | { readonly kind: 'type'; readonly path: Path; readonly type: Operand }
  | { readonly kind: 'begins' | 'contains'; readonly of: Operand; readonly what: Operand };

/** What `SET` gives a path. */
export type Term =
  | Operand
  | { readonly kind: 'default'; readonly path: Path; readonly otherwise: Term }
  | { readonly kind: 'append'; readonly left: Term; readonly right: Term }
  | { readonly kind: 'sum'; readonly sign: 1 | -1; readonly left: Term; readonly right: Term };

export interface Update {
  readonly set: readonly { readonly path: Path; readonly term: Term }[];
  readonly remove: readonly Path[];
  readonly add: readonly { readonly path: Path; readonly value: string }[];
  readonly delete: readonly { readonly path: Path; readonly value: string }[];
}

/** A parsed expression, whatever it says, with the placeholders that stand in it. */
export interface Parsed<T> {
  readonly ast: T;
  readonly names: readonly string[];
  readonly values: readonly string[];
  /** Paths of more than one step. */
  readonly nested: readonly Path[];
}
