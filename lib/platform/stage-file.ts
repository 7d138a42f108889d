import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { OPTIONS_OF_STAGES } from './options.ts';
import { WrongOption } from './wrong-option.ts';

/** The file of the main deployment, which is no stage by name. */
const MAIN = 'main';

const stageFile = z.strictObject({
  account: z.string().regex(/^[0-9]{12}$/, 'is the 12 digits of an AWS account, in quotes'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, 'is a region, such as eu-central-1'),
  options: z
    .partialRecord(z.enum(OPTIONS_OF_STAGES), z.union([z.string(), z.int(), z.boolean()]))
    .optional()
    .default({}),
});

/** Where a stage is deployed, and with which options, whoever deploys it. */
export type StageFile = Readonly<z.output<typeof stageFile>>;

const complaint = ({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): string =>
  path.length === 0 ? message : `${path.map(String).join('.')} ${message}`;

/** Where the file of a stage would stand in a checkout. */
export const stagePath = (root: string, stage: string | undefined): string =>
  join(root, 'stages', `${stage ?? MAIN}.json`);

/**
 * Reads `stages/<stage>.json`, or `stages/main.json` for the main deployment.
 *
 * @returns undefined where there is none: the stage is then wherever the credentials at hand are
 * @throws Error that names the file and what is wrong in it
 */
export const readStageFile = (root: string, stage: string | undefined): StageFile | undefined => {
  const path = stagePath(root, stage);
  if (!existsSync(path)) return undefined;
  const fault = (why: string): WrongOption =>
    new WrongOption(`stages/${stage ?? MAIN}.json: ${why}. docs/DEPLOYING.md has an example.`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw fault(error instanceof SyntaxError ? `it is no JSON (${error.message})` : String(error));
  }
  const read = stageFile.safeParse(value);
  if (!read.success) throw fault(read.error.issues.map(complaint).join('; '));
  return read.data;
};
