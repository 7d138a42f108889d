import type { App } from 'aws-cdk-lib';
import { NO_STAGE_FILES, stageOf } from './stage.ts';
import { readStageFile } from './stage-file.ts';

/** An account and a region. The CDK refuses to deploy there with the credentials of another account. */
export interface StagePlace {
  readonly account: string;
  readonly region: string;
}

/**
 * Takes from the stage's file what nobody said on the line, before anything is in the app. Undefined where the stage has no file.
 *
 * @throws Error that says what of the file is wrong
 */
export const placeOf = (app: App, root: string): StagePlace | undefined => {
  if (process.env[NO_STAGE_FILES] === 'true') return undefined;
  const file = readStageFile(root, stageOf(app));
  if (file === undefined) return undefined;
  for (const [key, value] of Object.entries(file.options))
    if (app.node.tryGetContext(key) === undefined) app.node.setContext(key, String(value));
  return { account: file.account, region: file.region };
};
