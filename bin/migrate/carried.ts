import {
  codePoints,
  METADATA_KEY_CHARS_MAX,
  METADATA_KEYS_MAX,
  METADATA_VALUE_CHARS_MAX,
} from '../../functions/kernel/values/text.ts';
import type { Place, Unequal } from './book.ts';

/** Characters that no text of the API's has, as `kernel/values/text.ts` says. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

const fits = (text: string, max: number): boolean =>
  text.isWellFormed() && codePoints(text) <= max && !CONTROL.test(text);

type Tell = (unequal: Unequal) => void;

/** The text where the API takes it; else it is told of, and not cut. */
export const carriedText = (
  text: string | undefined,
  max: number,
  { place, what }: { readonly place: Place; readonly what: string },
  tell: Tell,
): string | undefined => {
  if (text === undefined || text === '') return undefined;
  if (fits(text, max)) return text;
  tell({ place, what, says: `${JSON.stringify(text)} is longer than ${max} characters, or has control characters` });
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
