import * as z from 'zod';

/** What the registry tells everybody of a domain: its last releases and the versions that each is made of, the newest last. */
export const publishedReleases = z.array(
  z.object({ number: z.int().positive(), versions: z.record(z.string(), z.string()) }),
);
export type PublishedReleases = z.infer<typeof publishedReleases>;
