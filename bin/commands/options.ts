import { type Command, InvalidArgumentError, Option } from 'commander';
import { IDEMPOTENCY_KEY } from '../../functions/kernel/idempotency/receipt.ts';
import { DATA_DEFAULT } from '../client/hints.ts';

/** A value that says something: an empty one comes of a variable that is not set. */
export const something = (text: string): string => {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
};

/** What a header can carry, and the API takes. */
export const idempotencyKey = (text: string): string => {
  if (!IDEMPOTENCY_KEY.test(text)) throw new InvalidArgumentError('A key has 1 to 255 visible ASCII characters.');
  return text;
};

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

export const isWork = (command: Command): boolean => WORKING.has(command) && command.opts().dryRun !== true;

/** Whether an option stands on the line, and is not what is meant where it is not said. */
export const isSaid = (command: Command, option: string): boolean => command.getOptionValueSource(option) === 'cli';
