/** A value as it travels: numbers and bytes (base64) are texts. Values are never changed in place. */
export type Value =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly Value[] }
  | { readonly M: Item }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] };

export type Item = { readonly [name: string]: Value };

export type Type = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'SS' | 'NS' | 'BS';

/** `SS` and its kin, and what they hold. */
export const ELEMENT: Readonly<Partial<Record<Type, 'S' | 'N' | 'B'>>> = { SS: 'S', NS: 'N', BS: 'B' };

/** The one member of a value. */
export const typeOf = (value: Value): Type => {
  for (const type in value) return type as Type;
  throw new Error('a value has one member');
};

/** What a value holds. */
export const contentOf = (value: Value): unknown => {
  for (const type in value) return (value as Readonly<Record<string, unknown>>)[type];
  throw new Error('a value has one member');
};

/** Bytes of a text in UTF-8. */
export const textBytes = (text: string): number => Buffer.byteLength(text);
/** Bytes that base64 stands for. */
export const binaryBytes = (base64: string): number => Buffer.byteLength(base64, 'base64');

/** Maps of items have no prototype, so that `__proto__` is a name like any other. */
export const emptyItem = (): Record<string, Value> => Object.create(null) as Record<string, Value>;

export const attribute = (item: Item | undefined, name: string): Value | undefined =>
  item !== undefined && Object.hasOwn(item, name) ? item[name] : undefined;
