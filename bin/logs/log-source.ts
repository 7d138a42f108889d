import type { FunctionName } from './function-name.ts';

/** What one function said in one line. */
export interface LogLine {
  readonly of: FunctionName;
  /** Without its line feed. */
  readonly text: string;
}

export interface Wanted {
  readonly domain?: string;
  readonly name?: string;
  /** Only lines that name this request. */
  readonly request?: string;
  /** The newest so many. */
  readonly lines: number;
}

/** Where functions' logs are. */
export interface LogSource {
  /** Those that are there, whether wanted or not. */
  readonly functions: () => Promise<readonly FunctionName[]>;
  /** The newest lines, oldest first; `since` then gives what came after them. */
  readonly newest: (wanted: Wanted) => Promise<readonly LogLine[]>;
  /** Everything that was said since it was asked last. */
  readonly since: (wanted: Wanted) => Promise<readonly LogLine[]>;
}

export const isWanted = ({ domain, name }: Wanted, of: FunctionName): boolean =>
  (domain === undefined || of.domain === domain) && (name === undefined || of.name === name);

/** RFC 3339, in the JSON of ordinary lines or at the head of Lambda's own. */
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/;
const timeOf = ({ text }: LogLine): string => TIME.exec(text)?.[0] ?? '';

/** The newest of several functions' lines, in the order of their times; lines of one function keep theirs. */
export const merged = (lines: readonly LogLine[], most: number): readonly LogLine[] => {
  let last = '';
  const timed = lines.map((line, index) => {
    last = timeOf(line) || (lines[index - 1]?.of === line.of ? last : '');
    return { line, at: last };
  });
  const sorted = timed.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return sorted.slice(-most).map(({ line }) => line);
};
