import type { ReleaseRecord } from '../../contract/release-record.ts';

/** A rollback that was finished, as it still holds one function. */
export interface Held {
  readonly version: string;
  readonly actor: string;
  /** When it began, RFC 3339. */
  readonly at: string;
  /** Why, in the words of who did it. */
  readonly reason: string;
  readonly incident: string | undefined;
}

/** Function -> what holds it, by the log alone: rollbacks that were finished and not let go of since. */
export const heldBy = (records: readonly ReleaseRecord[]): ReadonlyMap<string, Held> => {
  const held = new Map<string, Held>();
  for (const { event } of records) {
    if (event.kind === 'unpinned') for (const name of Object.keys(event.was)) held.delete(name);
    if (event.kind !== 'rollback-done') continue;
    const begun = records.find(({ seq }) => seq === event.begun);
    if (begun?.event.kind !== 'rollback-begun') continue;
    const { actor, at } = begun;
    const { reason, incident } = begun.event;
    for (const [name, version] of Object.entries(event.to)) held.set(name, { version, actor, at, reason, incident });
  }
  return held;
};
