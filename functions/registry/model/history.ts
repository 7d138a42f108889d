import type { Deployed, ReleaseRecord, RollbackBegun, Versions } from '../contract/release-record.ts';

/** A set of versions that were deployed together, numbered in the order of their first deployment. */
export interface Release {
  readonly number: number;
  readonly versions: Versions;
  readonly event: Deployed;
  readonly at: string;
}

/** An intent that nobody has finished: from here on `resume` is the only way. */
export interface OpenRollback {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly event: RollbackBegun;
}

/** What the log of one domain comes to. */
export interface History {
  readonly records: readonly ReleaseRecord[];
  readonly releases: readonly Release[];
  /** The last deployment: which functions there are, and what the template carries. */
  readonly deployed: Deployed | undefined;
  readonly live: Versions;
  /** Every set that was live, in order; the last one is live now. */
  readonly timeline: readonly Versions[];
  readonly open: OpenRollback | undefined;
  /** Unpinned, and not deployed since: the alias may stand behind the template until the next deployment moves it. */
  readonly awaitsDeploy: boolean;
  /** No release of an older generation reads what has been written. */
  readonly dataFloor: number;
  /** When the pins were last set, RFC 3339. */
  readonly pinnedAt: string | undefined;
}

export const EMPTY: History = {
  records: [],
  releases: [],
  deployed: undefined,
  live: {},
  timeline: [],
  open: undefined,
  awaitsDeploy: false,
  dataFloor: 1,
  pinnedAt: undefined,
};

export const sameVersions = (a: Versions, b: Versions): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
};

/** A version number alone says too little: a function that was deleted and made anew counts from 1 again. */
const sameCode = (a: Deployed, b: Deployed): boolean =>
  a.functions.every(({ name, codeSha256 }) =>
    b.functions.some((each) => each.name === name && each.codeSha256 === codeSha256),
  );

const setOf = (event: Deployed, which: 'template' | 'live'): Versions =>
  Object.fromEntries(event.functions.map((each) => [each.name, each[which]]));

/** The release that a deployment brought, or brought again. */
export const releaseOf = ({ releases }: Pick<History, 'releases'>, event: Deployed): Release | undefined =>
  releases.find(
    (release) => sameVersions(release.versions, setOf(event, 'template')) && sameCode(release.event, event),
  );

/** The release that is live as a whole; undefined where one function went another way. */
export const liveRelease = ({ releases, live }: Pick<History, 'releases' | 'live'>): Release | undefined =>
  releases.findLast(({ versions }) => sameVersions(versions, live));

const nowLive = (history: History, live: Versions): Pick<History, 'live' | 'timeline'> => {
  const last = history.timeline.at(-1);
  const same = last !== undefined && sameVersions(last, live);
  return { live, timeline: same ? history.timeline : [...history.timeline, live] };
};

const deploy = (history: History, event: Deployed, at: string): History => {
  const versions = setOf(event, 'template');
  const known = releaseOf(history, event) !== undefined;
  const release = { number: history.releases.length + 1, versions, event, at };
  const isLive = event.functions.some(({ live, template }) => live === template);
  return {
    ...history,
    ...nowLive(history, setOf(event, 'live')),
    deployed: event,
    releases: known ? history.releases : [...history.releases, release],
    // Also of a release that is known already: the same code may have been deployed with a higher floor.
    dataFloor: isLive ? Math.max(history.dataFloor, event.dataFloor) : history.dataFloor,
    awaitsDeploy: false,
  };
};

const apply = (history: History, { seq, at, actor, event }: ReleaseRecord): History => {
  switch (event.kind) {
    case 'deployed':
      return deploy(history, event, at);
    case 'floor-raised':
      return { ...history, dataFloor: Math.max(history.dataFloor, event.dataFloor) };
    case 'rollback-begun':
      return { ...history, open: { seq, at, actor, event }, pinnedAt: at };
    case 'rollback-done':
      return {
        ...history,
        ...nowLive(history, { ...history.live, ...event.to }),
        open: undefined,
        awaitsDeploy: false,
      };
    case 'rollback-given-up':
      return { ...history, open: undefined };
    case 'unpinned':
      return { ...history, awaitsDeploy: true, pinnedAt: undefined };
    case 'of-a-later-release':
    case 'cleaned':
    // What AWS tells late and in any order decides nothing: a deployment that ends well says itself what is live, one that is
    // taken back leaves what was.
    case 'promoted':
    case 'taken-back':
    case 'out-of-band':
      return history;
  }
};

/** A floor holds from the moment on at which it was raised, or a release that has it was live. */
const floorOf = ({ releases, timeline, dataFloor }: History): number =>
  releases
    .filter(({ versions }) =>
      timeline.some((set) => Object.entries(versions).some(([name, each]) => set[name] === each)),
    )
    .reduce((floor, { event }) => Math.max(floor, event.dataFloor), dataFloor);

/** The history as it stood after each record, oldest first: for who shows how it came about. */
export const historiesOf = (records: readonly ReleaseRecord[]): readonly History[] => {
  let history = EMPTY;
  return records.map((record) => {
    history = apply(history, record);
    return history;
  });
};

/** Folds the records of one domain, oldest first. */
export const historyOf = (records: readonly ReleaseRecord[]): History => {
  const folded = records.reduce(apply, EMPTY);
  return { ...folded, records, dataFloor: floorOf(folded) };
};
