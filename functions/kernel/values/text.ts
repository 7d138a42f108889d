import * as z from 'zod';
import { common, says } from '../core/common-problems.ts';
import { FAULTS_MAX } from './bounded.ts';

/** Unicode category Cc less tab and newline. Lone surrogates never come this far: the JSON parser refuses them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** Characters as a person counts them: code points, not UTF-16 units. Cheap for text that is short either way. */
export const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/** A text of more than 2 units a character is too long whatever it holds, so at most 2 `max` of it are ever counted. */
const longerThan = (text: string, max: number): boolean =>
  text.length > max && (text.length > 2 * max || codePoints(text) > max);

/** Free text kept as sent: at most `max` characters, no control characters but tab and newline. */
export const text = (max: number) =>
  z
    .string()
    .refine((value) => !longerThan(value, max), { error: `At most ${max} characters.`, abort: true })
    .refine((value) => !CONTROL.test(value), {
      error: says(common['text-control'], 'Control characters other than tab and newline are not allowed.'),
    })
    .meta({ maxLength: max });

const LINE_END = /[\t\n\u2028\u2029]/;

/** Text of one line: what stands in a list that people read makes no row of its own there. */
export const lineOf = (max: number) =>
  text(max)
    .refine((value) => !LINE_END.test(value), { error: says(common['text-control'], 'One line: no tab, no line end.') })
    .meta({ maxLength: max });

export const METADATA_KEYS_MAX = 50;
/** A patch replaces all that there is at most: it removes as many keys as there can be, and sets as many. */
export const PATCH_KEYS_MAX = 2 * METADATA_KEYS_MAX;
export const METADATA_KEY_CHARS_MAX = 40;
export const METADATA_VALUE_CHARS_MAX = 500;

export type Metadata = Readonly<Record<string, string>>;
/** A merge patch (RFC 7396) of metadata: null removes the key. */
export type MetadataPatch = Readonly<Record<string, string | null>>;

/** What is wrong with a member of metadata: undefined for nothing, '' for the wrong type. */
const memberFault = (key: string, value: unknown, nullable: boolean): string | undefined => {
  if (key === '' || longerThan(key, METADATA_KEY_CHARS_MAX)) {
    return says(common['metadata-limit'], `A key has 1 to ${METADATA_KEY_CHARS_MAX} characters.`);
  }
  if (CONTROL.test(key)) return says(common['text-control'], 'A key may not hold control characters.');
  if (value === null && nullable) return undefined;
  if (typeof value !== 'string') return 'Metadata values are strings.';
  if (longerThan(value, METADATA_VALUE_CHARS_MAX)) {
    return says(common['metadata-limit'], `A value has at most ${METADATA_VALUE_CHARS_MAX} characters.`);
  }
  if (CONTROL.test(value)) {
    return says(common['text-control'], 'Control characters other than tab and newline are not allowed.');
  }
  return undefined;
};

/** zod's own record skips the key `__proto__` without a word; here every key counts, since every key is kept. */
const metadataOf = <T>(nullable: boolean) =>
  z
    .unknown()
    .superRefine((value, context) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        context.addIssue({ code: 'custom', message: 'Metadata is an object.' });
        return;
      }
      const limit = nullable ? PATCH_KEYS_MAX : METADATA_KEYS_MAX;
      const keys = Object.keys(value);
      if (keys.length > limit) {
        const message = says(common['metadata-limit'], `Metadata has at most ${limit} keys here.`);
        context.addIssue({ code: 'custom', message });
        return;
      }
      const members = value as Readonly<Record<string, unknown>>;
      // What a patch leaves of the rest is counted where it is known.
      const kept = keys.filter((key) => members[key] !== null);
      if (kept.length > METADATA_KEYS_MAX) {
        const message = says(common['metadata-limit'], `Metadata has at most ${METADATA_KEYS_MAX} keys.`);
        context.addIssue({ code: 'custom', message });
        return;
      }
      let faults = 0;
      for (const key of keys) {
        const message = memberFault(key, members[key], nullable);
        if (message === undefined) continue;
        context.addIssue({ code: 'custom', message });
        faults += 1;
        if (faults >= FAULTS_MAX) return;
      }
    })
    .meta({
      type: 'object',
      maxProperties: nullable ? PATCH_KEYS_MAX : METADATA_KEYS_MAX,
      propertyNames: { minLength: 1, maxLength: METADATA_KEY_CHARS_MAX },
      additionalProperties: { type: nullable ? ['string', 'null'] : 'string', maxLength: METADATA_VALUE_CHARS_MAX },
    }) as unknown as z.ZodType<T, T>;

/** Metadata of an object: up to 50 short keys with short strings. */
export const metadata = metadataOf<Metadata>(false);
export const metadataPatch = metadataOf<MetadataPatch>(true);
