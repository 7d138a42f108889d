import { CommandFailure } from '../client/problem-error.ts';
import { parseCsvJournal } from './csv-journal.ts';
import type { Format, Journal } from './journal.ts';
import { parseJsonLines } from './json-lines.ts';
import { isRetryKey } from './retry-key.ts';

/** The journal that a file holds. @throws CommandFailure, before anything is sent, where a part of it would be left unread */
export const parseJournal = (text: string, format: Format): Journal => {
  const journal = format === 'csv' ? parseCsvJournal(text) : parseJsonLines(text);
  const taken = journal.transactions.find(({ key }) => isRetryKey(key));
  if (taken !== undefined)
    throw new CommandFailure(
      `Line ${taken.line}: keys that end in "~retry-<number>" are those of "folio import --retry-refused".`,
    );
  return journal;
};
