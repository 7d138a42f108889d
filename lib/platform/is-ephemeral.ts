import type { Construct } from 'constructs';
import { contextFlag } from './context-flag.ts';
import { stageOf } from './stage.ts';
import { WrongOption } from './wrong-option.ts';

/** The key in the CDK context: `folio deploy --target aws --stage try1 --ephemeral`, or in the stage's file. */
export const EPHEMERAL = 'folio:ephemeral';

/** How often schedules of a throw-away stage run: nobody waits there, and each run is paid. */
export const EPHEMERAL_MINUTES = 20;

/**
 * Whether the stage is thrown away: nothing of it is protected or kept, one key of KMS signs and makes MACs for all domains, AWS' own keys
 * encrypt, new versions take over at once, and one alarm is left. `folio destroy` leaves nothing of it behind.
 *
 * @throws Error where the main deployment says so: a stage that can be thrown away has a name
 */
export const isEphemeral = (scope: Construct): boolean => {
  if (!contextFlag(scope, EPHEMERAL)) return false;
  if (stageOf(scope) === undefined)
    throw new WrongOption(`Context '${EPHEMERAL}' is for a stage by name: say 'folio:stage' too, or leave it out.`);
  return true;
};
