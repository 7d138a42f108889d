import { plain } from '../client/answers.ts';
import { CommandFailure } from '../client/problem-error.ts';
import type { Book } from './book.ts';

/** What a person says of an export that it cannot say itself. */
export interface Said {
  /** Currencies that are to be left out, by the source's names. */
  readonly without: ReadonlySet<string>;
  /** The newest record of the source, as the source itself names it. */
  readonly last: string | undefined;
}

/** Names that one line tells; an export may have as many as it has lines. */
const SHOWN_MAX = 20;

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** @throws CommandFailure where what is said of the export is not true of it */
const assertSaid = ({ foreign, end }: Book, { without, last }: Said): void => {
  const unknown = [...without].filter((name) => !foreign.has(name));
  if (unknown.length > 0)
    throw new CommandFailure(`--without ${plain(unknown.join(', '))}: the export has no such currency to leave out.`);
  if (last === undefined) return;
  if (end === undefined) throw new CommandFailure('--last is for logs: formance and tigerbeetle.');
  if (last !== end.last)
    throw new CommandFailure(
      `The export ends with ${end.last}, and the newest of the source is ${plain(last)}: it is cut at its end, or older. Nothing was sent.`,
    );
};

/**
 * Why an export is not booked as it is: what would be missing, without a balance that differs.
 *
 * @throws CommandFailure where what is said of the export is not true of it
 */
export const objections = (book: Book, said: Said): readonly string[] => {
  assertSaid(book, said);
  const { foreign, end } = book;
  const names = [...foreign].filter(([name]) => !said.without.has(name));
  const shown = names.slice(0, SHOWN_MAX).map(([name, count]) => `${plain(name)} (${times(count)})`);
  const more = names.length > SHOWN_MAX ? ` and ${names.length - SHOWN_MAX} more` : '';
  return [
    ...(names.length === 0
      ? []
      : [
          `Currencies without a meaning here: ${shown.join(', ')}${more}. --currency NAME=CODE/digits gives one a meaning; --without NAME leaves it out.`,
        ]),
    ...(end === undefined || end.isHeld || said.last !== undefined
      ? []
      : [
          `Nothing says that the log is whole. It ends with ${end.last}: say --last with the newest of the source (${end.by}).`,
        ]),
  ];
};
