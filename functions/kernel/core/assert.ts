/** A broken promise inside Folio itself: a defect, answered 500 and alarmed, never a client's fault. */
export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
}

/** Throws when what must hold does not. Kept on in production: wrong money is worse than no answer. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new BrokenInvariant(message);
}

/** The value, where the code around it already guarantees that there is one. */
export const present = <T>(value: T | undefined | null, message: string): T => {
  if (value === undefined || value === null) throw new BrokenInvariant(message);
  return value;
};
