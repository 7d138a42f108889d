import { refusedExport } from '../refuse.ts';

/** One directive: its line, its words behind the date, and what is indented below it. */
export interface Directive {
  readonly line: number;
  readonly date: string;
  /** `*`, `!`, a flag, or the name of a directive. */
  readonly word: string;
  readonly rest: string;
  readonly below: readonly Below[];
}
export interface Below {
  readonly line: number;
  readonly text: string;
}

const DATED = /^(\d{4}-\d{2}-\d{2}) +(\S+)(?: +(.*))?$/;
/** Their texts are printed without an escape (beancount 3.2.3), so that only the next date ends them. Nothing of them is read. */
const LOOSE = new Set(['note', 'event', 'query', 'custom', 'document']);
const UNDATED = /^(include|plugin|pushtag|poptag|pushmeta|popmeta)\b/;
const isComment = (text: string): boolean => /^\s*;/.test(text) || /^[*#]/.test(text);

/** Whether a line begins or ends a text that is quoted: the quotes that no backslash escapes are odd. */
const isOpen = (text: string): boolean => [...text.replaceAll(/\\./g, '').matchAll(/"/g)].length % 2 === 1;

interface Open {
  readonly line: number;
  readonly date: string;
  readonly word: string;
  readonly rest: string[];
  readonly below: { readonly line: number; readonly text: string[] }[];
  /** A text that is quoted goes on in the next line. */
  isQuoting: boolean;
}

/** Lines are put together once, at the end: each is looked at once however long a text goes on. */
const closed = ({ line, date, word, rest, below }: Open): Directive => ({
  ...{ line, date, word, rest: rest.join('\n') },
  below: below.map((one) => ({ line: one.line, text: one.text.join('\n') })),
});

/**
 * The directives of a file as beancount prints it (`bean-query FILE print`), or as people write them where they say all.
 * @throws CommandFailure with the line of what is neither
 */
export function* directivesOf(text: string): Generator<Directive> {
  let current: Open | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const content = raw.trimEnd();
    if (current?.isQuoting === true) {
      (current.below.at(-1)?.text ?? current.rest).push(content);
      if (isOpen(content)) current.isQuoting = false;
      continue;
    }
    const dated = DATED.exec(content);
    if (dated !== null) {
      if (current !== undefined) yield closed(current);
      const [, date = '', word = '', rest = ''] = dated;
      current = { line, date, word, rest: [rest], below: [], isQuoting: !LOOSE.has(word) && isOpen(rest) };
      continue;
    }
    if (content === '' || isComment(content)) continue;
    if (current !== undefined && LOOSE.has(current.word)) continue;
    if (current !== undefined && /^\s/.test(raw)) {
      const text = content.trim();
      current.below.push({ line, text: [text] });
      current.isQuoting = isOpen(text);
      continue;
    }
    if (/^option\b/.test(content)) {
      yield { line, date: '', word: 'option', rest: content.slice('option'.length).trim(), below: [] };
      continue;
    }
    const [, word] = UNDATED.exec(content) ?? [];
    throw refusedExport(
      'line',
      line,
      word === undefined
        ? `${JSON.stringify(content.slice(0, 60))} is no directive of beancount: the file is cut, or not as "bean-query FILE print" writes it.`
        : `"${word}" is for beancount itself to carry out: give what "bean-query FILE print" writes.`,
    );
  }
  if (current === undefined) return;
  if (current.isQuoting)
    throw refusedExport('line', current.line, 'a text that begins here does not end: the file is cut.');
  yield closed(current);
}
