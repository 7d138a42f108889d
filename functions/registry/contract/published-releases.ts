import * as z from 'zod';
import { chars, list, map } from '../../kernel/values/bounded.ts';

/** What the registry tells everybody of a domain: its last releases and the versions that each is made of, the newest last. */
export const publishedReleases = list(
  z.object({ number: z.int().positive(), versions: map(chars(128), { max: 100, keyChars: 256 }) }),
  { max: 1_000 },
);
export type PublishedReleases = z.infer<typeof publishedReleases>;
