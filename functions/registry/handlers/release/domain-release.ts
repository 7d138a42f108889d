import type { DomainRelease, ReleaseEntry } from '../../contract/releases-view.ts';
import { historiesOf, historyOf, liveRelease } from '../../model/history.ts';
import { ReleaseRefused } from '../../model/log-errors.ts';
import type { ReleasePorts } from '../../store/release-ports.ts';
import { planRollback } from './plan-rollback.ts';
import type { KnownHistory } from './read-history.ts';
import { type DomainStatus, domainStatus, type FunctionStatus } from './status.ts';
import { tellRecord } from './tell-record.ts';

/** The newest records of a domain's log, the newest first. */
const entriesOf = ({ records }: KnownHistory, most: number): readonly ReleaseEntry[] => {
  const after = historiesOf(records);
  return records
    .map(({ domain, seq, at, actor, event }, index): ReleaseEntry => {
      const then = after[index] ?? historyOf([]);
      return {
        ...{ domain, seq, at, actor },
        kind: event.kind === 'of-a-later-release' ? event.name : event.kind,
        release: liveRelease(then)?.number ?? null,
        says: tellRecord(event, then),
      };
    })
    .slice(-most)
    .toReversed();
};

/** Where a rollback leads by the log alone; what else can be in its way is found when it is tried. */
const wayBack = (history: KnownHistory, domain: string): Pick<DomainRelease, 'back' | 'noWayBack'> => {
  try {
    const { release, to } = planRollback(history, { domain });
    return { back: { release: release ?? null, from: history.live, to }, noWayBack: null };
  } catch (error) {
    if (!(error instanceof ReleaseRefused)) throw error;
    return { back: null, noWayBack: error.message };
  }
};

const functionRelease = ({ name, alias, weights, pin, template, baking }: FunctionStatus) => ({
  ...{ name, version: alias, weights, pin, template, baking },
});

const openOf = ({ open }: KnownHistory): DomainRelease['open'] =>
  open === undefined ? null : { actor: open.actor, at: open.at, reason: open.event.reason };

const REMOVED = 'It has been removed: only a deployment brings it back.';

/** How one domain's releases stand; undefined for one of which no release is on record. */
export const domainRelease = async (
  ports: ReleasePorts,
  domain: string,
  entries: number,
): Promise<DomainRelease | undefined> => {
  const history = historyOf(await ports.log.read(domain));
  const { deployed } = history;
  if (deployed === undefined) return undefined;
  const known: KnownHistory = { ...history, deployed };
  const status: DomainStatus = await domainStatus(ports, domain);
  const { release, removed, functions, problems, notes } = status;
  return {
    ...{ domain, release, removed, problems, notes },
    functions: functions.map(functionRelease),
    open: openOf(known),
    ...(removed ? { back: null, noWayBack: REMOVED } : wayBack(known, domain)),
    entries: entries === 0 ? [] : entriesOf(known, entries),
  };
};
