import { free, prepare, protectWhatStands } from './first-deployment.ts';
import type { Stacks } from './stacks.ts';

export interface DeployPorts {
  readonly stacks: Stacks;
  /** Runs the CDK CLI; stacks of these names get no protection from it. */
  readonly deploy: (fresh: readonly string[]) => Promise<void>;
  readonly say: (line: string) => void;
}

export interface StageToDeploy {
  /** All stacks, in their order. */
  readonly order: readonly string[];
  /** What all their names begin with. */
  readonly names: string;
  readonly isThrownAway: boolean;
}

/**
 * Deploys a stage so that whatever fails at first can be done again by the same command: nothing is protected before it stands, and what
 * stands is protected whatever became of the rest.
 */
export const deployStage = async (
  { stacks, deploy, say }: DeployPorts,
  { order, names, isThrownAway }: StageToDeploy,
): Promise<void> => {
  const preparation = prepare(order, await stacks.list(names));
  await free(stacks, preparation, say);
  try {
    await deploy(preparation.fresh);
  } finally {
    if (!isThrownAway) {
      const made = await protectWhatStands(stacks, names);
      if (made.length > 0) say(`Protected from deletion: ${made.join(', ')}.`);
    }
  }
};
