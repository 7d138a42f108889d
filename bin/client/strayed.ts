import type { Command } from 'commander';

/**
 * The word that stands where a subcommand should and is none, which commander overlooks beside `--help`; undefined where there
 * is none. Before its subcommand a group takes switches only, so the first word is it.
 */
export const strayWord = (program: Command, args: readonly string[]): string | undefined => {
  let command = program;
  for (const word of args) {
    if (word.startsWith('-')) continue;
    if (command.commands.length === 0) return undefined;
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) return word === 'help' ? undefined : word;
    command = next;
  }
  return undefined;
};
