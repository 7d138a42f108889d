import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { AwsAccess } from './aws-access.ts';
import type { ParkedView } from './parked.ts';

/** What was thrown away, by whom and why. Never what was in it. */
export interface Discard {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  readonly discarded: readonly Pick<ParkedView, 'id' | 'place' | 'type' | 'reason' | 'since'>[];
}

/**
 * Puts on record what is about to be thrown away, under a name of its own that no later one takes: a throw-away that is not on
 * record does not happen. On AWS, CloudTrail has the same call with its caller.
 */
export const recordDiscard = async ({ ssm, parameters }: AwsAccess, discard: Discard): Promise<string> => {
  const [first] = discard.discarded;
  const Name = `${parameters}/operations/discarded/${discard.at.replace(/[^0-9TZ]/g, '-')}-${first?.id.replace(/[^A-Za-z0-9_.-]/g, '-').slice(-40)}`;
  const Value = JSON.stringify(discard);
  await ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: false }));
  return Name;
};
