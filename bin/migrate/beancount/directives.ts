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

/** Whether a text that is quoted goes on in the next line: the quotes that no backslash escapes are odd. */
const isOpen = (text: string): boolean => [...text.replaceAll(/\\./g, '').matchAll(/"/g)].length % 2 === 1;

interface Open {
  readonly line: number;
  readonly date: string;
  readonly word: string;
  rest: string;
  readonly below: Below[];
}

/**
 * The directives of a file as beancount prints it (`bean-query FILE print`), or as people write them where they say all.
 * @throws CommandFailure with the line of what is neither
 */
export function* directivesOf(text: string): Generator<Directive> {
  let current: Open | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const content = raw.trimEnd();
    const last = current?.below.at(-1);
    if (current !== undefined && !LOOSE.has(current.word) && isOpen(last?.text ?? current.rest)) {
      if (last === undefined) current.rest += `\n${content}`;
      else current.below[current.below.length - 1] = { ...last, text: `${last.text}\n${content}` };
      continue;
    }
    const dated = DATED.exec(content);
    if (dated !== null) {
      if (current !== undefined) yield current;
      const [, date = '', word = '', rest = ''] = dated;
      current = { line, date, word, rest, below: [] };
      continue;
    }
    if (content === '' || isComment(content)) continue;
    if (current !== undefined && LOOSE.has(current.word)) continue;
    if (current !== undefined && /^\s/.test(raw)) {
      current.below.push({ line, text: content.trim() });
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
  if (!LOOSE.has(current.word) && isOpen(current.below.at(-1)?.text ?? current.rest))
    throw refusedExport('line', current.line, 'a text that begins here does not end: the file is cut.');
  yield current;
}
