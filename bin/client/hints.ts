import { join, resolve } from 'node:path';
import { CommandFailure } from './problem-error.ts';
import { PROJECT_DIR } from './project.ts';

/** Where the local cloud keeps its data, unless said otherwise: in the checkout, wherever the command is given. */
export const DATA_DEFAULT = join(PROJECT_DIR, '.folio');

const QUOTE_FREE = /^[\w./:=@%+,-]+$/;

/** A word as a shell reads it back. */
const quoted = (word: string): string => (QUOTE_FREE.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const LAUNCHER = process.platform === 'win32' ? 'folio.cmd' : 'folio';

/** A command as it can be pasted in any folder: the launcher in this checkout, by its whole path. */
export const folio = (...words: readonly string[]): string =>
  [join(PROJECT_DIR, LAUNCHER), ...words].map(quoted).join(' ');

/** The options that make a command find this data folder; none for the usual one. */
export const onData = (data: string): readonly string[] =>
  resolve(data) === DATA_DEFAULT ? [] : ['--data', resolve(data)];

/** Where the command that is given went, as far as its options say. */
export interface Went {
  readonly target?: 'local' | 'aws';
  readonly stage?: string;
  readonly data?: string;
}

let went: readonly string[] = [];
/** What a hint needs so that it goes where this command went; said once, when its options are known. */
export const hintsGoTo = ({ target, stage = '', data }: Went): void => {
  const toAws = ['--target', 'aws', ...(stage === '' ? [] : ['--stage', stage])];
  went = target === 'aws' ? toAws : data === undefined ? [] : onData(data);
};

/** A further command that goes where this one went, as it can be pasted. */
export const hint = (...words: readonly string[]): string => folio(...words, ...went);

const NAMED = /"folio ((?:release|dlq|deploy|logs|start) ?[^"]*)"/g;

/** Messages name commands as `"folio release status"`; where a person reads them, they can be pasted. */
export const pasteable = (text: string): string =>
  text.replace(NAMED, (_, words: string) => `"${hint(...words.trim().split(' '))}"`);

/** @param orElse what else could be said, such as `, or say --target aws` */
export const noCloudOn = (data: string, orElse = ''): CommandFailure =>
  new CommandFailure(`No local cloud runs on ${data}. Start one with: ${folio('start', ...onData(data))}${orElse}`);
