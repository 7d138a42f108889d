import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { type CommandName, hintsGoTo, isCommand, pasteable, type Went } from './client/hints.ts';
import { reportLostAnswer } from './client/lost-answer.ts';
import { stderr, stdout } from './client/outlet.ts';
import { ApiProblem, CommandFailure, WrongUse } from './client/problem-error.ts';
import { strayWord } from './client/strayed.ts';
import { beginAnswer, hasAnswered } from './client/terminal.ts';
import { jsonText, visible } from './client/visible.ts';
import { assertOnePlace, isWork } from './commands/options.ts';

const { version: VERSION } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
  readonly version: string;
};

type AddCommand = (program: Command) => void;

/** Each is loaded when it is asked for: a rollback shall not wait for what only a start needs. In the order of the help. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<AddCommand>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand,
  demo: async () => (await import('./commands/demo.ts')).demoCommand,
  token: async () => (await import('./commands/token.ts')).tokenCommand,
  client: async () => (await import('./commands/client.ts')).clientCommand,
  tenant: async () => (await import('./commands/tenant.ts')).tenantCommand,
  console: async () => (await import('./commands/console.ts')).consoleCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  statement: async () => (await import('./commands/statement.ts')).statementCommand,
  statements: async () => (await import('./commands/statements.ts')).statementsCommand,
  reconcile: async () => (await import('./commands/reconcile.ts')).reconcileCommand,
  banks: async () => (await import('./commands/banks.ts')).banksCommand,
  periods: async () => (await import('./commands/periods.ts')).periodsCommand,
  proof: async () => (await import('./commands/proof.ts')).proofCommand,
  audit: async () => (await import('./commands/audit.ts')).auditCommand,
  pay: async () => (await import('./commands/pay.ts')).payCommand,
  files: async () => (await import('./commands/files.ts')).filesCommand,
  payments: async () => (await import('./commands/payments.ts')).paymentsCommand,
  deploy: async () => (await import('./commands/deploy.ts')).deployCommand,
  destroy: async () => (await import('./commands/destroy.ts')).destroyCommand,
  restore: async () => (await import('./commands/restore.ts')).restoreCommand,
  release: async () => (await import('./commands/release.ts')).releaseCommand,
  logs: async () => (await import('./commands/logs.ts')).logsCommand,
  catalog: async () => (await import('./commands/catalog.ts')).catalogCommand,
  alarms: async () => (await import('./commands/alarms.ts')).alarmsCommand,
  events: async () => (await import('./commands/events.ts')).eventsCommand,
  dlq: async () => (await import('./commands/dlq.ts')).dlqCommand,
  clock: async () => (await import('./commands/clock.ts')).clockCommand,
  bench: async () => (await import('./commands/bench.ts')).benchCommand,
};

/** The one that the arguments name; all of them for a help or a name that does not exist, and none to say which release this is. */
const wanted = (args: readonly string[]): readonly (() => Promise<AddCommand>)[] => {
  if (args.every((each) => each === '--version') && args.length > 0) return [];
  const named = args.find((each) => !each.startsWith('-')) ?? '';
  return isCommand(named) ? [COMMANDS[named]] : Object.values(COMMANDS);
};

/** What went wrong, for a program that asked for one JSON document. */
const jsonError = (message: string, more: object = {}): void => {
  stdout().write(`${jsonText({ error: { message, ...more } })}\n`);
};

/** What went wrong, for a person; and for a program. */
const fail = (said: string, json: boolean, more: object = {}, code = 1): void => {
  const message = pasteable(said);
  stderr().write(`folio: ${visible(message)}\n`);
  if (json && !hasAnswered()) jsonError(message, more);
  process.exitCode = code;
};

/** Wrong use, of which commander has told a person already; or a help that was asked for. Options were not read to their end. */
const misused = ({ exitCode, message }: CommanderError): void => {
  if (exitCode === 0) return;
  process.exitCode = 2;
  if (process.argv.includes('--json')) jsonError(message.replace(/^error: /, ''));
};

/** An error that no command foresaw, in one line; whoever looks for its cause asks for the stack. */
const unforeseen = (error: unknown, json: boolean): void => {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  fail(`${message.split('\n')[0]} (not foreseen; FOLIO_DEBUG=1 shows where)`, json);
  if (process.env.FOLIO_DEBUG === '1' && error instanceof Error) stderr().write(`${error.stack}\n`);
};

/** Runs the command line. Exit codes: 0 done, 1 refused or failed, 2 wrong use. */
export const runProgram = async (): Promise<void> => {
  // Tests run one program after the other in a process.
  beginAnswer();
  hintsGoTo({});
  const program = new Command('folio')
    .description('Serverless money microservices: run, deploy and roll back.')
    .version(`folio ${VERSION}`, '--version', 'say which release this is')
    .option('--json', 'answer with one JSON document')
    .exitOverride()
    .configureOutput({ writeOut: stdout().write, writeErr: stderr().write });
  let works = false;
  reportLostAnswer(() => works);
  for (const load of wanted(process.argv.slice(2))) (await load())(program);
  for (const command of program.commands) {
    command.exitOverride().option('--json', 'answer with one JSON document');
    command.hook('preAction', (_, acting) => {
      works = isWork(acting);
      hintsGoTo(acting.opts<Went>());
      assertOnePlace(acting);
      if (command.opts().json === true) program.setOptionValue('json', true);
    });
  }
  const asJson = (): boolean => program.opts().json === true || process.argv.includes('--json');
  try {
    const args = process.argv.slice(2);
    const help = args.findIndex((word) => word === '--help' || word === '-h');
    const stray = help > 0 ? strayWord(program, args.slice(0, help)) : undefined;
    if (stray !== undefined) throw new WrongUse(`unknown command '${stray}'. See "folio --help".`);
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) misused(error);
    else if (error instanceof WrongUse) fail(error.message, asJson(), {}, 2);
    else if (error instanceof CommandFailure) fail(error.message, asJson());
    else if (error instanceof ApiProblem)
      fail(`${error.message} (${error.status} ${error.slug})`, asJson(), { status: error.status, problem: error.slug });
    else unforeseen(error, asJson());
  }
};
