import { type Command, InvalidArgumentError, Option } from 'commander';
import { IDEMPOTENCY_KEY } from '../../functions/kernel/idempotency/receipt.ts';
import { type CivilDate, parseCivilDate } from '../../functions/kernel/values/civil-date.ts';
import { parseTime } from '../../functions/kernel/values/time.ts';
import { DATA_DEFAULT } from '../client/hints.ts';
import { WrongUse } from '../client/problem-error.ts';

/** A value that says something: an empty one comes of a variable that is not set. */
export const something = (text: string): string => {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
};

/** What a header can carry, and the API takes. */
const idempotencyKey = (text: string): string => {
  if (!IDEMPOTENCY_KEY.test(text)) throw new InvalidArgumentError('A key has 1 to 255 visible ASCII characters.');
  return text;
};

export const keyOption = (): Option =>
  new Option('--key <key>', 'the Idempotency-Key (a new one when absent)').argParser(idempotencyKey);

/** A value of a form that the API asks for: what has another is wrong use, and is not sent. */
const ofForm =
  (form: RegExp, says: string) =>
  (text: string): string => {
    if (!form.test(text)) throw new InvalidArgumentError(says);
    return text;
  };

export const pageLimit = ofForm(/^(?:[1-9][0-9]?|100)$/, 'A limit is a number from 1 to 100.');
export const minorUnits = ofForm(/^[0-9]{1,28}$/, 'An amount is digits in minor units: 1050 is 10.50 USD.');
export const currencyCode = ofForm(/^[A-Z]{3}$/, 'A currency is three letters of ISO 4217, such as USD.');
export const clockTime = ofForm(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, 'A time of day is HH:MM.');
export const oneToThree = ofForm(/^[1-3]$/, 'It is 1, 2 or 3.');
export const wholeNumber = ofForm(/^[1-9][0-9]{0,8}$/, 'It is a whole number from 1 on.');

export const webUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && url.search === '' && url.hash === '' && url.username === '';
  if (!isPlain || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError('It is a URL of http or https, such as https://witness.example.');
  return text.endsWith('/') ? text.slice(0, -1) : text;
};

export const civilDay = (text: string): CivilDate => {
  const day = parseCivilDate(text);
  if (day === undefined) throw new InvalidArgumentError('A day is YYYY-MM-DD.');
  return day;
};

/** `2026-12-01`, or a time with its offset. */
export const dayOrTime = (text: string): string => {
  if (parseCivilDate(text) === undefined && parseTime(text) === undefined)
    throw new InvalidArgumentError('It is a day, YYYY-MM-DD, or an RFC 3339 time such as 2026-12-01T09:00:00Z.');
  return text;
};

export const limitOption = (): Option =>
  new Option('--limit <count>', 'at most so many, 1 to 100').default('25').argParser(pageLimit);

export const dataOption = (): Option =>
  new Option('--data <folder>', 'data folder of the local cloud')
    .default(DATA_DEFAULT, '.folio in the checkout')
    .argParser(something);

/** As `lib/platform/stage.ts` has them; which names AWS refuses besides is for a synthesis to say. */
const stage = (text: string): string => {
  if (!/^[a-z][a-z0-9]{0,15}$/.test(text))
    throw new InvalidArgumentError('A stage has 1 to 16 lower-case letters and digits, and begins with a letter.');
  return text;
};

export const stageOption = (): Option => new Option('--stage <name>', 'stage of the deployment (aws)').argParser(stage);

/** Which API to call, and as whom. */
export const targetOptions = (command: Command): Command =>
  command
    .option(
      '--url <url>',
      'base URL of the API, with --client and --secret (or FOLIO_URL; else the local cloud)',
      something,
    )
    .option('--client <id>', 'client id (or FOLIO_CLIENT_ID)', something)
    .option('--secret <secret>', 'client secret (or FOLIO_CLIENT_SECRET)', something)
    .option('--tenant <name>', 'tenant of the local cloud whose client to use', something);

const WORKING = new WeakSet<Command>();

/** Marks a command that does something: it has done so also when its answer could not be written. All others only ask. */
export const works = (command: Command): Command => {
  WORKING.add(command);
  return command;
};

export const isWork = (command: Command): boolean => {
  const { dryRun, commit } = command.opts<{ readonly dryRun?: boolean; readonly commit?: boolean }>();
  return WORKING.has(command) && dryRun !== true && commit !== false;
};

/** @throws WrongUse where an option names a place beside the one that is meant: it would be passed over unheard */
export const assertOnePlace = (command: Command): void => {
  const { target } = command.opts<{ readonly target?: 'local' | 'aws' }>();
  if (target === 'aws' && isSaid(command, 'data'))
    throw new WrongUse('--data names a local cloud, and --target aws an account: leave one of them away.');
  if (target === 'local' && isSaid(command, 'stage'))
    throw new WrongUse('The local cloud has one stage: leave --stage away, or say --target aws.');
};

/** Whether an option stands on the line, and is not what is meant where it is not said. */
export const isSaid = (command: Command, option: string): boolean => command.getOptionValueSource(option) === 'cli';
