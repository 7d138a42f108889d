import { hash } from 'node:crypto';

/** Where a change is, and what stands there then. */
export interface Place {
  readonly fileName: string;
  readonly location: unknown;
  readonly replacement: string;
}

/** Whether a change is one of every `oneOf` that chance by this seed takes: the same ones each time. */
export const isInSample = ({ fileName, location, replacement }: Place, oneOf: number, seed: string): boolean => {
  if (oneOf <= 1) return true;
  const file = fileName.slice(fileName.lastIndexOf('/functions/'));
  const drawn = hash('sha256', JSON.stringify([seed, file, location, replacement]), 'buffer').readUInt32BE(0);
  return drawn % oneOf === 0;
};
