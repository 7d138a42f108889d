import type { OutOfBand, ReleaseRecord, Versions } from '../../../functions/registry/contract/release-record.ts';
import { type History, historiesOf, liveRelease, releaseOf } from '../../../functions/registry/model/history.ts';
import type { Terminal } from '../../client/terminal.ts';
import { type ReleasePorts, showVersions } from '../ports/ports.ts';
import { type KnownHistory, readHistory } from '../use-cases/read-history.ts';

const because = ({ reason, incident }: { readonly reason: string; readonly incident?: string | undefined }): string =>
  `: ${reason}${incident === undefined ? '' : ` (${incident})`}`;

const outOfBand = ({ function: name, change, version, weights = {} }: OutOfBand): string => {
  const shares = Object.entries(weights).map(([other, share]) => `, ${share * 100} % to ${other}`);
  if (change === 'alias-moved')
    return `the alias of ${name} was moved to ${version ?? 'where it was'}${shares.join('')}`;
  if (change === 'alias-deleted') return `the alias of ${name} was deleted`;
  return change === 'version-deleted' ? `version ${version} of ${name} was deleted` : `${name} was deleted`;
};

/** As git shows one, and what says that more than it was deployed. */
const shortCommit = (commit: string): string => commit.replace(/^([0-9a-f]{12})[0-9a-f]*/, '$1');

/** The release that these versions make, by its number. */
const numberOf = (history: History, versions: Versions): string => {
  const whole = liveRelease({ releases: history.releases, live: { ...history.live, ...versions } });
  return whole === undefined ? '' : ` to release ${whole.number}`;
};

const tell = (event: ReleaseRecord['event'], history: History): string => {
  switch (event.kind) {
    case 'deployed': {
      const live = Object.fromEntries(event.functions.map((each) => [each.name, each.live]));
      const held = event.functions
        .filter((each) => each.live !== each.template)
        .map(({ name, template }) => `${name} ${template}`);
      const commit = event.commit === undefined ? '' : ` of ${shortCommit(event.commit)}`;
      const despite = event.despiteAlarms === true ? ' despite alarms' : '';
      const unasked = event.unasked === true ? ' unasked' : '';
      const number = releaseOf(history, event)?.number;
      return `deployed release ${number}${commit}${despite}${unasked}: ${showVersions(live)}${held.length === 0 ? '' : `; held back by a pin: ${held.join(', ')}`}`;
    }
    case 'floor-raised':
      return `about to write data that only generation ${event.dataFloor} reads`;
    case 'rollback-begun':
      return `rollback begun${numberOf(history, event.to)}, ${showVersions(event.from, event.to)}${because(event)}`;
    case 'rollback-done':
      return `rollback done in ${event.durationMs} ms: ${showVersions(event.to)}`;
    case 'rollback-given-up':
      return `rollback given up${because(event)}`;
    case 'unpinned':
      return `unpinned, ${showVersions(event.was)}${because(event)}`;
    case 'cleaned':
      return `old versions removed: ${Object.entries(event.removed)
        .map(([name, versions]) => `${name} ${versions.join(' ')}`)
        .join(', ')}`;
    case 'promoted':
      return `promoted: ${event.function} ${event.from} -> ${event.to} (${event.deployment})`;
    case 'taken-back': {
      const by = event.alarm === undefined ? event.reason : `the alarm ${event.alarm}`;
      return `taken back: ${event.function} ${event.to} -> ${event.from}, ${by} (${event.deployment})`;
    }
    case 'out-of-band':
      return `OUT OF BAND at ${event.happenedAt}: ${outOfBand(event)}`;
    case 'of-a-later-release':
      return `${event.name}, which a later release knows`;
  }
};

/** The last deployment of the release that is live now. */
const liveSeq = ({ records, ...history }: KnownHistory): number | undefined => {
  const live = liveRelease(history)?.number;
  return records.findLast(({ event }) => event.kind === 'deployed' && releaseOf(history, event)?.number === live)?.seq;
};

/**
 * Prints the release log of a domain, oldest first, once its chain of hashes has been checked. Each row says which release was live after
 * it (`-` where the functions were of no one release); `*` marks the deployment of the one that is live now.
 */
export const showHistory = async (ports: ReleasePorts, out: Terminal, domain: string): Promise<void> => {
  const history = await readHistory(ports, domain);
  const { records } = history;
  const after = historiesOf(records);
  const marked = liveSeq(history);
  out.result(
    records.map((record, index) => ({
      ...record,
      release: after[index] === undefined ? null : (liveRelease(after[index])?.number ?? null),
      live: record.seq === marked,
    })),
  );
  for (const [index, { seq, at, actor, event }] of records.entries()) {
    const then = after[index] ?? history;
    const mark = seq === marked ? '*' : ' ';
    const release = String(liveRelease(then)?.number ?? '-').padStart(3);
    out.line(`${mark}${String(seq).padStart(4)}  release ${release}  ${at}  ${actor}  ${tell(event, then)}`);
  }
  if (marked !== undefined) out.line(`* is live. --to takes the number of a release, not of a row.`);
};
