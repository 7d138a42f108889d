import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';

/** What stands between blanks, brackets and quotes: a place in built code, as a stack has it, is one of these. */
const WORD = /[^\s()"\\,]+/g;
const PLACE = /^(?:file:\/\/)?(\/[^:]*\.mjs):(\d+):(\d+)$/;
const ROOTS = /(?:^|\/)((?:functions|lib|node_modules)\/.*)$/;

/** Whether both hold the same code; most differ in their size. */
const isSame = (path: string, size: number, text: () => string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.size === size && readFileSync(path, 'utf8') === text();

/**
 * Finds the sources of what stands in stacks. Deployed code has no map with it, since Lambda would load it at each cold start:
 * the maps are those of the builds that are kept here, found by what they have built.
 * @param builds folders of kept builds
 */
export const sourceMaps = (builds: string): ((text: string) => string) => {
  const maps = new Map<string, SourceMap | undefined>();

  const find = (code: string): SourceMap | undefined => {
    if (!existsSync(code)) return undefined;
    const { size } = statSync(code);
    let text: string | undefined;
    const read = (): string => {
      text ??= readFileSync(code, 'utf8');
      return text;
    };
    for (const map of globSync('*/.bundles/**/*.mjs.map', { cwd: builds })) {
      const built = join(builds, map.replace(/\.map$/, ''));
      if (isSame(built, size, read)) return new SourceMap(JSON.parse(readFileSync(join(builds, map), 'utf8')));
    }
    return undefined;
  };

  const mapOf = (code: string): SourceMap | undefined => {
    if (!maps.has(code)) maps.set(code, find(code));
    return maps.get(code);
  };

  return (text) =>
    text.replace(WORD, (word) => {
      const [, code, line, column] = PLACE.exec(word) ?? [];
      if (code === undefined) return word;
      // A map counts from 0, a stack from 1.
      const entry = mapOf(code)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (entry === undefined || !('originalSource' in entry) || entry.originalSource === undefined) return word;
      const source = ROOTS.exec(entry.originalSource)?.[1] ?? entry.originalSource;
      return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });
};
