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
  readonly url?: string;
  readonly client?: string;
  readonly tenant?: string;
}

/** What a command can be told of where to go: which client of which API, where releases are, in which data folder. */
const GOES = {
  start: 'folder',
  demo: 'folder',
  token: 'client',
  client: 'folder',
  tenant: 'place',
  console: 'folder',
  import: 'client',
  migrate: 'client',
  export: 'client',
  statement: 'client',
  statements: 'client',
  reconcile: 'client',
  banks: 'client',
  periods: 'client',
  proof: 'client',
  audit: 'client',
  pay: 'client',
  files: 'client',
  payments: 'client',
  deploy: 'place',
  destroy: 'place',
  restore: 'place',
  release: 'place',
  logs: 'place',
  catalog: 'nowhere',
  alarms: 'place',
  events: 'folder',
  dlq: 'place',
  clock: 'folder',
  bench: 'nowhere',
} as const;
export type CommandName = keyof typeof GOES;
export const isCommand = (word: string): word is CommandName => Object.hasOwn(GOES, word);

let went: Went = {};
/** What a hint needs so that it goes where this command went; said once, when its options are known. */
export const hintsGoTo = (where: Went): void => {
  went = where;
};

const option = (name: string, value: string | undefined): readonly string[] =>
  value === undefined || value === '' ? [] : [name, quoted(value)];

/** A secret stands in no output: a variable stands for it, and where that is not set, the command refuses. */
const asClient = ({ url, client, tenant }: Went): readonly string[] => [
  ...option('--url', url),
  ...option('--client', client),
  ...(client === undefined ? [] : ['--secret', '"$FOLIO_CLIENT_SECRET"']),
  ...option('--tenant', tenant),
];

/** The options of this command that the next one takes as well. */
const carried = (command: CommandName): readonly string[] => {
  const goes = GOES[command];
  const { target, stage, data } = went;
  if (goes === 'nowhere') return [];
  if (goes === 'place' && target === 'aws') return ['--target', 'aws', ...option('--stage', stage)];
  const folder = data === undefined ? [] : onData(data).map(quoted);
  return goes === 'client' ? [...folder, ...asClient(went)] : folder;
};

/** A further command that goes where this one went, as it can be pasted. */
export const hint = (command: CommandName, ...words: readonly string[]): string =>
  [folio(command, ...words), ...carried(command)].join(' ');

const NAMED = /"folio ([a-z]+)( [^"]*)?"/g;

/** Messages name commands as `"folio release status"`; where a person reads them, they can be pasted. */
export const pasteable = (text: string): string =>
  text.replace(NAMED, (said, command: string, words = '') =>
    isCommand(command) ? `"${hint(command, ...words.split(' ').filter(Boolean))}"` : said,
  );

/** @param orElse what else could be said, such as `or say --target aws`; apart from the command, which can be pasted */
export const noCloudOn = (data: string, orElse = ''): CommandFailure =>
  new CommandFailure(
    `No local cloud runs on ${data}. Start one with: ${folio('start', ...onData(data))}${orElse === '' ? '' : ` (${orElse})`}`,
  );
