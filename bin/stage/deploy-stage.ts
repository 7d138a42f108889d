import type { Clock } from '../../functions/kernel/core/ports.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { free, prepare, protectWhatStands } from './first-deployment.ts';
import { settle } from './settle.ts';
import type { Stack, Stacks } from './stacks.ts';

export interface DeployPorts {
  readonly stacks: Stacks;
  /** Runs the CDK CLI; stacks of these names get no protection from it. */
  readonly deploy: (fresh: readonly string[]) => Promise<void>;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly say: (line: string) => void;
}

export interface StageToDeploy {
  /** All stacks, in their order. */
  readonly order: readonly string[];
  /** What all their names begin with. */
  readonly names: string;
  readonly isThrownAway: boolean;
  /** Whether the stage's file says that each domain has a key of its own (`folio:domain-keys`). */
  readonly hasDomainKeys: boolean;
}

/** The keys of data at rest that domains had of their own before they shared one. */
const DATA_KEY = /^(Data|Service)?Key[0-9A-F]{8}$/;

/** What such a key has encrypted is not read with another one: a stage that has them keeps them. */
const keepDomainKeys = async (stacks: Stacks, there: readonly Stack[], platform: string | undefined): Promise<void> => {
  for (const { name } of there.filter((one) => one.name !== platform && !one.status.startsWith('ROLLBACK'))) {
    const key = (await stacks.resources(name)).find(
      ({ type, logicalId }) => type === 'AWS::KMS::Key' && DATA_KEY.test(logicalId),
    );
    if (key !== undefined)
      throw new CommandFailure(
        `${name} encrypts its data with a key of its own, which it would lose. Say "folio:domain-keys": true in the stage's file, for ever, and deploy again.`,
      );
  }
};

/**
 * Deploys a stage so that whatever fails at first can be done again by the same command: nothing is protected before it stands, and what
 * stands is protected whatever became of the rest.
 */
export const deployStage = async (
  ports: DeployPorts,
  { order, names, isThrownAway, hasDomainKeys }: StageToDeploy,
): Promise<void> => {
  const { stacks, deploy, say } = ports;
  const there = await stacks.list(names);
  if (!isThrownAway && !hasDomainKeys)
    await keepDomainKeys(
      stacks,
      there.filter(({ name }) => order.includes(name)),
      order[0],
    );
  const preparation = prepare(order, there);
  await free(stacks, preparation, say);
  try {
    await deploy(preparation.fresh);
  } finally {
    if (!isThrownAway) {
      const made = await protectWhatStands(stacks, names);
      if (made.length > 0) say(`Protected from deletion: ${made.join(', ')}.`);
    }
  }
  if (!isThrownAway) await settleAll(ports, order);
};

/** All is deployed by now: where this fails, alarms of versions that have proved themselves stay, and cost. */
const settleAll = async ({ stacks, clock, say }: DeployPorts, order: readonly string[]): Promise<void> => {
  try {
    const told = await settle(stacks, clock, order);
    if (told.length > 0)
      say(`The alarms of new versions are gone, since these have proved themselves: ${told.join(', ')}.`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(`The alarms of new versions stay, at $0.10 a month each, until the next deployment takes them away. ${why}`);
  }
};
