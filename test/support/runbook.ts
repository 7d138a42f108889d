import { readFileSync } from 'node:fs';

const INDENTED = /^ {4,}\S/;

/** What a runbook tells to type, in its order. A line that goes on with a list's text is indented too, but follows its text. */
export const commandsOf = (runbook: string): readonly string[] => {
  const commands: string[] = [];
  let inCode = false;
  let before = '';
  for (const line of readFileSync(`docs/runbooks/${runbook}.md`, 'utf8').split('\n')) {
    inCode = INDENTED.test(line) && (inCode || before === '');
    if (inCode) commands.push(line.trim());
    before = line;
  }
  return commands;
};
