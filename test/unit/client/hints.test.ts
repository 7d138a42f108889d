import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { DATA_DEFAULT, hint, hintsGoTo, pasteable } from '../../../bin/client/hints.ts';
import { terminal } from '../../../bin/client/terminal.ts';

const LAUNCHER = resolve('folio');
afterEach(() => hintsGoTo({}));

describe('a command that a message names', () => {
  test.each([
    [{ target: 'local', data: DATA_DEFAULT, stage: '' }, ''],
    [{ data: '/srv/books' }, ' --data /srv/books'],
    [{ target: 'local', data: '/srv/my books' }, " --data '/srv/my books'"],
    [{ target: 'aws', data: DATA_DEFAULT, stage: '' }, ' --target aws'],
    [{ target: 'aws', data: '/srv/books', stage: 'dev' }, ' --target aws --stage dev'],
  ] as const)('can be pasted, and goes where the command went that said it: %j', (went, more) => {
    hintsGoTo(went);
    expect(hint('release', 'status', 'ledger')).toBe(`${LAUNCHER} release status ledger${more}`);
    expect(pasteable('Not finished; run "folio release resume ledger".')).toBe(
      `Not finished; run "${LAUNCHER} release resume ledger${more}".`,
    );
  });

  test.each([
    ['payments', { tenant: 'globex', data: DATA_DEFAULT }, ' --tenant globex'],
    ['files', { data: '/srv/books', tenant: 'globex' }, ' --data /srv/books --tenant globex'],
    [
      'import',
      { url: 'https://api.example', client: 'cli_1', data: DATA_DEFAULT },
      ' --url https://api.example --client cli_1 --secret "$FOLIO_CLIENT_SECRET"',
    ],
    ['start', { url: 'https://api.example', client: 'cli_1', data: '/srv/books' }, ' --data /srv/books'],
    ['logs', { tenant: 'globex', data: '/srv/books' }, ' --data /srv/books'],
    ['console', { target: 'aws', stage: 'dev', data: '/srv/books' }, ' --data /srv/books'],
    ['catalog', { target: 'aws', data: '/srv/books' }, ''],
  ] as const)('goes as the same client to the same API, and says no secret: %s %j', (command, went, more) => {
    hintsGoTo(went);
    expect(hint(command)).toBe(`${LAUNCHER} ${command}${more}`);
    expect(pasteable(`See "folio ${command} list".`)).toBe(`See "${LAUNCHER} ${command} list${more}".`);
  });

  test('can be pasted from a note as well', () => {
    hintsGoTo({ data: '/srv/books' });
    const notes: string[] = [];
    const quiet = { isTerminal: false, lost: () => undefined, readerGone: new AbortController().signal };
    const aside = { ...quiet, write: (text: string | Uint8Array) => void notes.push(String(text)) };
    terminal(true, { ...quiet, write: () => {} }, aside).note('"folio release status" shows it.');
    expect(notes).toEqual([`folio: "${LAUNCHER} release status --data /srv/books" shows it.\n`]);
  });

  test('is each of several in one message; other words in quotes stay as they are', () => {
    const text =
      '"folio start" starts it, "folio release resume" ends it, and "folio" or "folio paints" are no commands';
    expect(pasteable(text)).toBe(
      `"${LAUNCHER} start" starts it, "${LAUNCHER} release resume" ends it, and "folio" or "folio paints" are no commands`,
    );
  });
});
