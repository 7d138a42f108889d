type Json = Readonly<Record<string, unknown>>;

/** Bytes as they travel: the store of the simulation takes requests as JSON has them. */
export const withBase64 = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(withBase64);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withBase64(one)]));
};

const isBinary = (value: Json): value is { readonly B: string } => typeof value.B === 'string';

/** An answer as the SDK gives it: each `B` as bytes. */
export const withBytes = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  if (isBinary(value as Json)) return { B: new Uint8Array(Buffer.from((value as { readonly B: string }).B, 'base64')) };
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withBytes(one)]));
};
