import { type ReleaseProperties, UNPINNED } from '../contract/custom-resource.ts';
import { historyOf } from '../model/history.ts';
import type { Retrying } from '../store/retry-throttled.ts';
import { appendRecord } from './append-record.ts';
import type { RegistryDeps } from './deps.ts';

/** The whole stack goes: somebody deletes it, or it could not be made. */
const GOING = new Set(['DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS']);
const REASON = 'its stack is deleted, and its functions with it';

/** Function -> the version that its pin holds; nothing of those that hold none. */
const heldOf = async (
  { parameters }: RegistryDeps,
  { Functions }: ReleaseProperties,
  retrying: Retrying,
): Promise<Readonly<Record<string, string>>> => {
  const held: Record<string, string> = {};
  for (const { Name, Pin } of Functions) {
    const version = await retrying(() => parameters.get(Pin));
    if (version !== undefined && version !== UNPINNED) held[Name] = version;
  }
  return held;
};

/**
 * Clears the pins of a domain when its stack is deleted. New functions count their versions from 1, and a pin on an earlier
 * version would block the stack from being created again.
 *
 * CloudFormation also deletes a resource whose logical id was changed, or whose addition failed, while the functions live on.
 * Their pins hold, so this asks what the stack is about to do.
 */
export const clearPinsOnDelete = async (
  deps: RegistryDeps,
  stackId: string,
  properties: ReleaseProperties,
  retrying: Retrying,
): Promise<void> => {
  const status = await retrying(() => deps.stackStatus(stackId));
  if (status === undefined || !GOING.has(status)) return;
  const { Domain, Functions } = properties;
  await appendRecord(deps, Domain, (records) => {
    const { open } = historyOf(records);
    return open === undefined ? undefined : { kind: 'rollback-given-up', begun: open.seq, reason: REASON };
  });
  const was = await heldOf(deps, properties, retrying);
  if (Object.keys(was).length === 0) return;
  await appendRecord(deps, Domain, () => ({ kind: 'unpinned', was, reason: REASON }));
  for (const { Name, Pin } of Functions) if (Name in was) await retrying(() => deps.parameters.put(Pin, UNPINNED));
};
