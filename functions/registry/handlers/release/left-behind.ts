import type { ReleaseRecord, Versions } from '../../contract/release-record.ts';

const key = (name: string, version: string): string => `${name} ${version}`;

/** Versions that rollbacks went back from, and that neither a rollback nor a deployment has made live since. */
const leftBehind = (records: readonly ReleaseRecord[]): ReadonlySet<string> => {
  const left = new Set<string>();
  for (const { event } of records) {
    if (event.kind === 'deployed') for (const { name, live } of event.functions) left.delete(key(name, live));
    if (event.kind !== 'rollback-done') continue;
    const intent = records.find(({ seq }) => seq === event.begun)?.event;
    const from = intent?.kind === 'rollback-begun' ? intent.from : {};
    for (const [name, to] of Object.entries(event.to)) {
      const was = from[name];
      if (was !== undefined && Number(was) > Number(to)) left.add(key(name, was));
      left.delete(key(name, to));
    }
  }
  return left;
};

/**
 * What was live, without the sets that hold a version which was gone back from. Where one function went back by itself, or one was
 * removed, the set of now is a new one, and the one before it is the very release that turned out bad.
 */
export const withoutLeftBehind = (
  timeline: readonly Versions[],
  records: readonly ReleaseRecord[],
): readonly Versions[] => {
  const left = leftBehind(records);
  return timeline.filter((set) => Object.entries(set).every(([name, version]) => !left.has(key(name, version))));
};
