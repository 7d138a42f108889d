import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { Domain } from '../../functions/kernel/core/domain.ts';

/** A version of an event as its producer's contract has it. */
export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly version: number;
  readonly public: boolean;
  /** In words, from the contract's own comment. */
  readonly says: string;
  /** JSON Schema of `data` in the envelope. */
  readonly schema: unknown;
  /** Frozen samples, one a version, as text. */
  readonly samples: readonly { readonly version: number; readonly text: string }[];
}

const contract = z.object({
  source: z.string(),
  detailType: z.string(),
  version: z.int(),
  public: z.boolean(),
  data: z.instanceof(z.ZodType),
});

/** The comment that stands before a member of the contract. */
const wordsOf = (code: string, name: string): string => {
  const comment = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*${name}:`).exec(code)?.[1] ?? '';
  return comment.replace(/\s*\n\s*\*\s?/g, ' ').trim();
};

const samplesOf = (folder: string, detailType: string, version: number): EventEntry['samples'] =>
  Array.from({ length: version }, (_, at) => at + 1).map((one) => ({
    version: one,
    text: JSON.stringify(
      JSON.parse(readFileSync(join(folder, 'samples', `${detailType}.v${one}.json`), 'utf8')),
      null,
      2,
    ),
  }));

const readDomain = async (folder: string): Promise<readonly EventEntry[]> => {
  const file = join(folder, 'events.ts');
  const code = readFileSync(file, 'utf8');
  const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(file).href);
  return Object.values(exported).flatMap((group) =>
    Object.entries((group ?? {}) as Readonly<Record<string, unknown>>).map(([name, value]) => {
      const { data, ...event } = contract.parse(value);
      const schema = z.toJSONSchema(data);
      return {
        ...event,
        says: wordsOf(code, name),
        schema,
        samples: samplesOf(folder, event.detailType, event.version),
      };
    }),
  );
};

/** Every event of every domain of the list that has a contract for events, by type. */
export const readEvents = async (
  projectDir: string,
  domains: readonly Pick<Domain, 'name'>[],
): Promise<readonly EventEntry[]> => {
  const folders = domains
    .map(({ name }) => join(projectDir, 'functions', name, 'contract'))
    .filter((folder) => existsSync(join(folder, 'events.ts')));
  const events = (await Promise.all(folders.map(readDomain))).flat();
  return events.toSorted((a, b) => (a.detailType < b.detailType ? -1 : 1));
};
