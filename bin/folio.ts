#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ApiProblem, CommandFailure } from './client/problem-error.ts';
import { benchCommand } from './commands/bench.ts';
import { demoCommand } from './commands/demo.ts';
import { deployCommand } from './commands/deploy.ts';
import { dlqCommand } from './commands/dlq.ts';
import { eventsCommand } from './commands/events.ts';
import { importCommand } from './commands/import.ts';
import { releaseCommand } from './commands/release.ts';
import { startCommand } from './commands/start.ts';
import { tokenCommand } from './commands/token.ts';

/** Exit codes: 0 done, 1 refused or failed, 2 wrong use. */
const program = new Command('folio')
  .description('Serverless money microservices: run, deploy and roll back.')
  .option('--json', 'answer with one JSON document')
  .exitOverride();

const COMMANDS = [
  startCommand,
  demoCommand,
  tokenCommand,
  importCommand,
  deployCommand,
  releaseCommand,
  eventsCommand,
  dlqCommand,
  benchCommand,
];
for (const add of COMMANDS) add(program);
for (const command of program.commands) {
  command.exitOverride().option('--json', 'answer with one JSON document');
  command.hook('preAction', () => {
    if (command.opts().json === true) program.setOptionValue('json', true);
  });
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof CommandFailure) fail(error.message);
  else if (error instanceof ApiProblem) fail(`${error.message} (${error.status} ${error.slug})`);
  else throw error;
}

function fail(message: string): void {
  process.stderr.write(`folio: ${message}\n`);
  process.exitCode = 1;
}
