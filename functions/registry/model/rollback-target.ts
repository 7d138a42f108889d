import type { Versions } from '../contract/release-record.ts';
import { type History, type Release, sameVersions } from './history.ts';

/** Where a rollback shall lead: the release before, a release by its number, or one function to one version. */
export interface Wanted {
  readonly function?: string;
  readonly to?: string;
}

export type Resolved = { readonly to: Versions; readonly release: Release | undefined } | { readonly refused: string };

/** A version number may repeat in many releases; any of them will do to know its hash and its data generation. */
export const releaseWith = ({ releases }: History, name: string, version: string): Release | undefined =>
  releases.findLast(({ versions }) => versions[name] === version);

const wasLive = ({ timeline }: History, wanted: Versions): boolean => timeline.some((set) => sameVersions(set, wanted));

/**
 * The set that was live before the present one first was. Going back from a release that was itself gone back to thus leads
 * further back, and never forward to the release that turned out bad.
 */
const before = ({ timeline, live }: History): Versions | undefined =>
  timeline[timeline.findIndex((set) => sameVersions(set, live)) - 1];

/** `1, 2, 4` of the last releases, for who has mistyped one. */
const LISTED_MAX = 20;
const listed = ({ releases }: History): string => {
  const numbers = releases.map(({ number }) => number);
  return `${numbers.length > LISTED_MAX ? '... ' : ''}${numbers.slice(-LISTED_MAX).join(', ')}`;
};

const byRelease = (history: History, number: string): Resolved => {
  const release = history.releases.find((each) => String(each.number) === number);
  if (release === undefined) return { refused: `there is no release ${number}; there are ${listed(history)}` };
  if (!wasLive(history, release.versions)) return { refused: `release ${number} was never live` };
  return { to: release.versions, release };
};

const byVersion = (history: History, name: string, version: string): Resolved => {
  if (!history.timeline.some((set) => set[name] === version)) {
    const known = [...new Set(history.timeline.flatMap((set) => set[name] ?? []))];
    return {
      refused: `version ${version} of ${name} was never live; these were: ${known.slice(-LISTED_MAX).join(', ')}`,
    };
  }
  return { to: { [name]: version }, release: releaseWith(history, name, version) };
};

const functionBefore = (history: History, name: string): Resolved => {
  const versions = history.timeline.flatMap((set) => set[name] ?? []);
  const previous = versions[versions.indexOf(history.live[name] ?? '') - 1];
  if (previous === undefined) return { refused: `no version of ${name} was live before the present one` };
  return byVersion(history, name, previous);
};

/** What `rollback` means, from the log alone: only what was live before can be gone back to. */
export const rollbackTarget = (history: History, wanted: Wanted): Resolved => {
  const { function: name, to } = wanted;
  if (name !== undefined) {
    if (!(name in history.live))
      return { refused: `there is no function ${name}; there are ${Object.keys(history.live).join(', ')}` };
    return to === undefined ? functionBefore(history, name) : byVersion(history, name, to);
  }
  if (to !== undefined) return byRelease(history, to);
  const previous = before(history);
  if (previous === undefined) return { refused: 'no release was live before the present one' };
  return { to: previous, release: history.releases.findLast(({ versions }) => sameVersions(versions, previous)) };
};

/** Why the data that has been written since keeps the domain from going back to these versions, if it does. */
export const floorViolation = (history: History, to: Versions): string | undefined => {
  for (const [name, version] of Object.entries(to)) {
    const generation = releaseWith(history, name, version)?.event.dataGeneration ?? 1;
    if (generation < history.dataFloor) {
      return `version ${version} of ${name} reads data up to generation ${generation}, and data has been written that only generation ${history.dataFloor} reads`;
    }
  }
  return undefined;
};
