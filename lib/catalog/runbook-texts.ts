import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runbooksIn } from './runbooks.ts';

/** Each runbook's Markdown by its name: whoever looks at an alarm in the console reads what to do beside it. */
export const runbookTexts = (projectDir: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    runbooksIn(projectDir).map((name) => [
      name,
      readFileSync(join(projectDir, 'docs', 'runbooks', `${name}.md`), 'utf8'),
    ]),
  );
