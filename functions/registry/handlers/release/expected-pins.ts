import { UNPINNED } from '../../contract/custom-resource.ts';
import type { ReleaseRecord } from '../../contract/release-record.ts';

/** What the pin of a function may say: `none`, or the version that a rollback led to. */
export type ExpectedPin = (name: string) => readonly string[];

/**
 * What pins say if the log tells all that was done to them; both of two values where a rollback was given up, for it may have set the
 * pin or not. The log cannot see that its last records are gone: the pins, which lie elsewhere, tell.
 */
export const expectedPins = (records: readonly ReleaseRecord[]): ExpectedPin => {
  const known = new Map<string, readonly string[]>();
  const expected: ExpectedPin = (name) => known.get(name) ?? [UNPINNED];
  for (const { event } of records) {
    if (event.kind === 'unpinned') for (const name of Object.keys(event.was)) known.delete(name);
    if (event.kind === 'rollback-done') for (const [name, to] of Object.entries(event.to)) known.set(name, [to]);
    if (event.kind !== 'rollback-given-up') continue;
    const intent = records.find(({ seq }) => seq === event.begun)?.event;
    if (intent?.kind !== 'rollback-begun') continue;
    for (const [name, to] of Object.entries(intent.to)) known.set(name, [...new Set([...expected(name), to])]);
  }
  return expected;
};
