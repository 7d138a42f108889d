import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The runbooks of a checkout, without path and ending; the page that lists them is none. None where only sources are there, without
 * the pages: that deploys as well.
 */
export const runbooksIn = (projectDir: string): readonly string[] => {
  const folder = join(projectDir, 'docs', 'runbooks');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => file.slice(0, -'.md'.length))
    .sort();
};
