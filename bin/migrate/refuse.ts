import { plain } from '../client/answers.ts';
import { CommandFailure } from '../client/problem-error.ts';
import type { Book, Place } from './book.ts';

const WORDS: Readonly<Record<Book['counts'], string>> = { line: 'Line', record: 'Record' };

/** An export that is cut, mixed or of a form that is not read: one line with its place, before anything is sent. */
export const refusedExport = (counts: Book['counts'], place: Place, says: string): CommandFailure =>
  new CommandFailure(`${WORDS[counts]} ${place}: ${plain(says)} Nothing was sent.`);
