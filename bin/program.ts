import { Command, CommanderError } from 'commander';
import { ApiProblem, CommandFailure } from './client/problem-error.ts';

type AddCommand = (program: Command) => void;

/** Each is loaded when it is asked for: a rollback shall not wait for what only a start needs. In the order of the help. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand,
  demo: async () => (await import('./commands/demo.ts')).demoCommand,
  token: async () => (await import('./commands/token.ts')).tokenCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  deploy: async () => (await import('./commands/deploy.ts')).deployCommand,
  release: async () => (await import('./commands/release.ts')).releaseCommand,
  events: async () => (await import('./commands/events.ts')).eventsCommand,
  dlq: async () => (await import('./commands/dlq.ts')).dlqCommand,
  bench: async () => (await import('./commands/bench.ts')).benchCommand,
};

/** The one that the arguments name; all of them for a help or a name that does not exist. */
const wanted = (args: readonly string[]): readonly (() => Promise<AddCommand>)[] => {
  const named = args.find((each) => !each.startsWith('-')) ?? '';
  const load = Object.hasOwn(COMMANDS, named) ? COMMANDS[named] : undefined;
  return load === undefined ? Object.values(COMMANDS) : [load];
};

/** What went wrong, for a program that asked for one JSON document. */
const tellProgram = (message: string, more: object = {}): void => {
  process.stdout.write(`${JSON.stringify({ error: { message, ...more } })}\n`);
};

/** What went wrong, for a person; and for a program. */
const fail = (message: string, json: boolean, more: object = {}): void => {
  process.stderr.write(`folio: ${message}\n`);
  if (json) tellProgram(message, more);
  process.exitCode = 1;
};

/** Wrong use, of which commander has told a person already; or a help that was asked for. Options were not read to their end. */
const misused = ({ exitCode, message }: CommanderError): void => {
  if (exitCode === 0) return;
  process.exitCode = 2;
  if (process.argv.includes('--json')) tellProgram(message.replace(/^error: /, ''));
};

/** Runs the command line. Exit codes: 0 done, 1 refused or failed, 2 wrong use. */
export const runProgram = async (): Promise<void> => {
  const program = new Command('folio')
    .description('Serverless money microservices: run, deploy and roll back.')
    .option('--json', 'answer with one JSON document')
    .exitOverride();
  for (const load of wanted(process.argv.slice(2))) (await load())(program);
  for (const command of program.commands) {
    command.exitOverride().option('--json', 'answer with one JSON document');
    command.hook('preAction', () => {
      if (command.opts().json === true) program.setOptionValue('json', true);
    });
  }
  const asJson = (): boolean => program.opts().json === true;
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) misused(error);
    else if (error instanceof CommandFailure) fail(error.message, asJson());
    else if (error instanceof ApiProblem)
      fail(`${error.message} (${error.status} ${error.slug})`, asJson(), { status: error.status, problem: error.slug });
    else throw error;
  }
};
