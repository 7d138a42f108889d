import { onOneLine } from '../../../kernel/values/one-line.ts';
import type { OutOfBand, ReleaseRecord, Versions } from '../../contract/release-record.ts';
import { type History, liveRelease, releaseOf } from '../../model/history.ts';
import { showVersions } from '../../store/release-ports.ts';

const because = ({ reason, incident }: { readonly reason: string; readonly incident?: string | undefined }): string =>
  `: ${onOneLine(reason)}${incident === undefined ? '' : ` (${onOneLine(incident)})`}`;

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

/**
 * A record in one line for people, without who and when.
 *
 * @param history as it stood after the record
 */
export const tellRecord = (event: ReleaseRecord['event'], history: History): string => {
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
      const by = event.alarm === undefined ? onOneLine(event.reason) : `the alarm ${event.alarm}`;
      return `taken back: ${event.function} ${event.to} -> ${event.from}, ${by} (${event.deployment})`;
    }
    case 'out-of-band':
      return `OUT OF BAND at ${event.happenedAt}: ${outOfBand(event)}`;
    case 'of-a-later-release':
      return `${event.name}, which a later release knows`;
  }
};
