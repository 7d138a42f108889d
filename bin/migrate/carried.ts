import {
  METADATA_KEY_CHARS_MAX,
  METADATA_KEYS_MAX,
  METADATA_VALUE_CHARS_MAX,
  text,
} from '../../functions/kernel/values/text.ts';
import type { Place, Unequal } from './book.ts';

/** Whether the API takes it as free text. JSON of other programs may hold halves of characters, which ours refuses. */
const fits = (value: string, max: number): boolean => value.isWellFormed() && text(max).safeParse(value).success;

type Tell = (unequal: Unequal) => void;

/** The text where the API takes it; else it is told of, and not cut. */
export const carriedText = (
  value: string | undefined,
  max: number,
  { place, what }: { readonly place: Place; readonly what: string },
  tell: Tell,
): string | undefined => {
  if (value === undefined || value === '') return undefined;
  if (fits(value, max)) return value;
  tell({ place, what, says: `${JSON.stringify(value)} is longer than ${max} characters, or has control characters` });
  return undefined;
};

/** The members of metadata that the API takes; each other one is told of. */
export const carriedMetadata = (
  metadata: Readonly<Record<string, string>>,
  place: Place,
  tell: Tell,
): Readonly<Record<string, string>> => {
  const kept: [string, string][] = [];
  for (const [key, value] of Object.entries(metadata)) {
    const isTaken = key !== '' && fits(key, METADATA_KEY_CHARS_MAX) && fits(value, METADATA_VALUE_CHARS_MAX);
    if (isTaken && kept.length < METADATA_KEYS_MAX) kept.push([key, value]);
    else tell({ place, what: 'metadata', says: `${key}: ${JSON.stringify(value)} is more than metadata holds` });
  }
  return Object.fromEntries(kept);
};
