import type { TrailCall } from '../contract/aws-events.ts';
import type { OutOfBand } from '../contract/release-record.ts';
import { type AliasChange, aliasChange, isDecided } from '../model/alias-change.ts';
import { observe } from './observe.ts';
import { findFunction, type WatchDeps } from './watch-deps.ts';

/** Rings its alarm; lib/registry names it too. */
const METRIC = 'outOfBandChanges';

const whoOf = ({ userIdentity: { arn, principalId, type } }: TrailCall): string =>
  arn ?? principalId ?? type ?? 'unknown';

const eventOf = (call: TrailCall, name: string, change: AliasChange): OutOfBand => ({
  kind: 'out-of-band',
  function: name,
  change: change.change,
  ...(change.version === undefined ? {} : { version: change.version }),
  ...(Object.keys(change.weights).length === 0 ? {} : { weights: change.weights }),
  happenedAt: new Date(change.at).toISOString(),
  call: call.eventID,
});

/**
 * Compares a call that changed what answers with the release log. One that no decision there explains went around the command: it
 * rings, and is put on record once. It rings first, for then it does so also when the log cannot be written.
 */
export const recordAliasChange = async (deps: WatchDeps, call: TrailCall): Promise<void> => {
  const change = aliasChange(call);
  if (change === undefined) return;
  const known = await findFunction(deps, change.functionName);
  const line = { domain: 'registry', operation: change.change, eventId: call.eventID };
  const ring = (): void => {
    deps.gauge.count(METRIC, 1);
    deps.log.warn('a function was changed around the release command', line);
  };
  // The registry's own functions have no log to compare with; whoever moves those by hand may want nobody to watch.
  if (known === undefined) return ring();
  const { domain, fn } = known;
  await observe(deps.releases, domain, {
    isKnown: (event) => event.kind === 'out-of-band' && event.call === call.eventID,
    decide: (records) => {
      if (isDecided(records, fn.name, change)) return undefined;
      ring();
      return { at: deps.clock.now(), actor: whoOf(call), event: eventOf(call, fn.name, change) };
    },
  });
};
