import { readFileSync } from 'node:fs';

/** What a runbook tells to type, in its order. */
export const commandsOf = (runbook: string): readonly string[] =>
  readFileSync(`docs/runbooks/${runbook}.md`, 'utf8')
    .split('\n')
    .filter((line) => /^ {4,}\S/.test(line))
    .map((line) => line.trim());

/** The words of a command as a shell takes them apart: quotes hold together what they surround. */
export const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
