import type { Clock } from '../../functions/kernel/core/ports.ts';
import { CommandFailure } from '../client/problem-error.ts';
import type { Stack, StackResource, Stacks } from './stacks.ts';

export interface DestroyPorts {
  readonly stacks: Stacks;
  /** Takes all objects out of a bucket; how many there were. */
  readonly empty: (bucket: string) => Promise<number>;
  /** Parameters that no stack has: pins, and what releases tell. */
  readonly parameters: {
    readonly list: () => Promise<readonly string[]>;
    readonly remove: (names: readonly string[]) => Promise<void>;
  };
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly say: (line: string) => void;
}

export interface Destroyed {
  readonly stacks: readonly string[];
  readonly objects: number;
  readonly parameters: number;
  /** What CloudFormation kept, by its template. */
  readonly left: readonly string[];
}

const POLL_MS = 5_000;
/** Deleting a function in a VPC waits for its network interfaces. */
const STACK_WITHIN_MS = 45 * 60_000;
const PARAMETERS_AT_ONCE = 10;
/** They go with their function, whatever the template says of them. */
const GOES_WITH_ITS_FUNCTION = 'AWS::Lambda::Version';

/** Later stacks first: an earlier one holds what makes a later one's custom resources answer. */
const lastFirst = (stacks: readonly Stack[], order: readonly string[]): readonly Stack[] =>
  [...stacks].sort((a, b) => order.indexOf(b.name) - order.indexOf(a.name));

/** @throws CommandFailure that says which stacks are protected: those are no throw-away stage's */
export const assertThrowAway = (stacks: readonly Stack[]): void => {
  const kept = stacks.filter(({ isProtected }) => isProtected).map(({ name }) => name);
  if (kept.length > 0)
    throw new CommandFailure(
      `${kept.join(', ')}: protected from deletion, so this is no throw-away stage. Only what was deployed with --ephemeral is destroyed.`,
    );
};

const removeStack = async ({ stacks, clock }: DestroyPorts, { id, name }: Stack): Promise<void> => {
  await stacks.remove(name);
  const until = clock.now() + STACK_WITHIN_MS;
  for (;;) {
    const status = (await stacks.get(id))?.status ?? 'DELETE_COMPLETE';
    if (status === 'DELETE_COMPLETE') return;
    if (status === 'DELETE_FAILED')
      throw new CommandFailure(
        `${name} could not be deleted: its events in CloudFormation say why. Give the same command again when that is mended.`,
      );
    if (clock.now() > until) throw new CommandFailure(`${name} is still ${status}. Give the same command again later.`);
    await clock.sleep(POLL_MS);
  }
};

const isKept = ({ type, status }: StackResource): boolean =>
  status === 'DELETE_SKIPPED' && type !== GOES_WITH_ITS_FUNCTION;

/**
 * Deletes all that a throw-away stage has: objects, stacks, and the parameters that belong to no stack. What is begun and cannot end is
 * gone on with by the same command.
 *
 * @param order the names of all stacks, in the order in which they are deployed
 * @throws CommandFailure where a stack is protected, before anything is deleted
 */
export const destroyStage = async (
  ports: DestroyPorts,
  found: readonly Stack[],
  order: readonly string[],
): Promise<Destroyed> => {
  assertThrowAway(found);
  const { stacks, empty, parameters, say } = ports;
  const left: string[] = [];
  let objects = 0;
  for (const stack of lastFirst(found, order)) {
    const resources = await stacks.resources(stack.name);
    for (const { physicalId } of resources.filter(({ type }) => type === 'AWS::S3::Bucket'))
      if (physicalId !== '') objects += await empty(physicalId);
    await removeStack(ports, stack);
    say(`${stack.name} is deleted.`);
    left.push(
      ...(await stacks.resources(stack.id)).filter(isKept).map(({ type, physicalId }) => `${type} ${physicalId}`),
    );
  }
  const names = await parameters.list();
  for (let from = 0; from < names.length; from += PARAMETERS_AT_ONCE)
    await parameters.remove(names.slice(from, from + PARAMETERS_AT_ONCE));
  return { stacks: found.map(({ name }) => name), objects, parameters: names.length, left };
};
