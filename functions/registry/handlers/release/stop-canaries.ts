import { AwsRefusal } from '../../../kernel/aws/aws-call.ts';
import { ReleaseRefused } from '../../model/log-errors.ts';
import type { ReleasePorts } from '../../store/release-ports.ts';
import { movesAliases } from './stack-state.ts';

/** CloudFormation takes the whole stack back after its canary, which may mean tables and routes. */
const BACK_WITHIN_MS = 15 * 60_000;
const ASK_EVERY_MS = 1_000;

const reasonOf = (error: unknown): string => {
  if (error instanceof AwsRefusal) return `AWS refused: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
};

/** Stops each, also where one before it could not be stopped. @throws ReleaseRefused when none could */
const stopEach = async (ports: ReleasePorts, stack: string, running: readonly string[]): Promise<void> => {
  const failed: string[] = [];
  for (const id of running)
    await ports.canaries.stop(id).catch((error: unknown) => failed.push(`${id} (${reasonOf(error)})`));
  if (failed.length === 0) return;
  if (failed.length === running.length)
    throw new ReleaseRefused(`The canary of ${stack} is not stopped, and nothing is changed: ${failed.join(', ')}.`);
  // CloudFormation takes the stack back for the one that was stopped; where all was to lead is known, and is held there.
  ports.say(`Not stopped: ${failed.join(', ')}. The rest is; going on when the stack is done.`);
};

/**
 * Stops what CodeDeploy is moving in the stack, and waits until CloudFormation has taken the stack back. That is the way back from
 * a release that is still being proved: the versions of before were live all the time.
 *
 * @param running deployments of CodeDeploy, at least one
 */
export const stopCanaries = async (ports: ReleasePorts, stack: string, running: readonly string[]): Promise<void> => {
  ports.say(`Stopping the canary of ${stack} (${running.join(', ')}). What was live before stays live ...`);
  await stopEach(ports, stack, running);
  const until = ports.now() + BACK_WITHIN_MS;
  while (movesAliases(await ports.stackStatus(stack))) {
    if (ports.now() >= until) {
      throw new ReleaseRefused(
        `The canary of ${stack} is stopped, but its stack is still busy; see docs/runbooks/stuck-stack.md. Then name the release that was live with --to: without it a rollback leads one further back.`,
      );
    }
    await ports.sleep(ASK_EVERY_MS);
  }
};
