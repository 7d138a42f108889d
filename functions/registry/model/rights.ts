import { canonicalJson } from '../../kernel/values/canonical-json.ts';
import type { Deployed, ReleaseRecord, Rights } from '../contract/release-record.ts';

type Records = readonly ReleaseRecord[];

const deployedIn = ({ event }: ReleaseRecord): Deployed | undefined => (event.kind === 'deployed' ? event : undefined);

/** What the roles of a domain could do after a record; a deployment that changed nothing of it says nothing. */
const rightsAfter = (records: Records, seq: number): Rights | undefined => {
  const telling = records.findLast((record) => record.seq <= seq && deployedIn(record)?.rights !== undefined);
  return telling && deployedIn(telling)?.rights;
};

const newest = (records: Records): number => records.at(-1)?.seq ?? 0;

/** The rights of a deployment where they are not on record yet; undefined where nothing of them has changed. */
export const changedRights = (records: Records, rights: Rights): Rights | undefined =>
  canonicalJson(rightsAfter(records, newest(records)) ?? {}) === canonicalJson(rights) ? undefined : rights;

/**
 * What the role of a function could do when a version was last deployed, and cannot now. All versions share one role, so what was taken from
 * it since is missing from the version that is gone back to. Nothing where a release of before told no rights.
 */
export const lostRights = (records: Records, name: string, version: string): readonly string[] => {
  const released = records.findLast((record) =>
    deployedIn(record)?.functions.some((each) => each.name === name && each.template === version),
  );
  if (released === undefined) return [];
  const had = rightsAfter(records, released.seq)?.[name] ?? [];
  const has = new Set(rightsAfter(records, newest(records))?.[name] ?? []);
  return had.filter((right) => !has.has(right));
};

export interface TakenRight {
  readonly name: string;
  readonly right: string;
}

/**
 * What a deployment would take from roles that have it, by function. Functions that it leaves out lose their versions with their roles.
 * Nothing where no release has told its rights yet.
 */
export const takenRights = (records: Records, asked: Rights): readonly TakenRight[] =>
  Object.entries(rightsAfter(records, newest(records)) ?? {}).flatMap(([name, had]) => {
    const kept = asked[name];
    return kept === undefined ? [] : had.filter((right) => !kept.includes(right)).map((right) => ({ name, right }));
  });
