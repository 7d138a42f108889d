import type { TrailCall } from '../contract/aws-events.ts';
import type { OutOfBand, ReleaseRecord } from '../contract/release-record.ts';

/** A call that changed what a function answers with. */
export interface AliasChange {
  readonly functionName: string;
  readonly change: OutOfBand['change'];
  readonly version: string | undefined;
  readonly weights: Readonly<Record<string, number>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The one alias that anything calls. */
const LIVE = 'live';

/** What moves aliases in our name: deployments, and the canaries within them. */
const SERVICES: ReadonlySet<string> = new Set(['cloudformation.amazonaws.com', 'codedeploy.amazonaws.com']);

/** `arn:...:function:name:live`, `name:live` or `name` -> `name` and what follows it. */
const parseName = (text: string): { readonly name: string; readonly qualifier: string | undefined } => {
  const [name = '', qualifier] = text.replace(/^.*function:/, '').split(':');
  return { name, qualifier };
};

const kindOf = (eventName: string, qualifier: string | undefined): OutOfBand['change'] | undefined => {
  // A date may follow, and with it a version of the API: UpdateAlias20150331v2.
  const [, operation] = /^([A-Za-z]+?)(?:\d{8}(?:v\d+)?)?$/.exec(eventName) ?? [];
  if (operation === 'UpdateAlias') return 'alias-moved';
  if (operation === 'DeleteAlias') return 'alias-deleted';
  if (operation !== 'DeleteFunction') return undefined;
  return qualifier === undefined ? 'function-deleted' : 'version-deleted';
};

/**
 * What a call changed, or undefined where it changed nothing that answers: it failed, a service of ours made it, or it only gave
 * an alias another description.
 */
export const aliasChange = (call: TrailCall): AliasChange | undefined => {
  const { userIdentity, sourceIPAddress, requestParameters, errorCode, eventName, eventTime } = call;
  const asked = requestParameters?.functionName;
  if (typeof errorCode === 'string' || typeof asked !== 'string') return undefined;
  if (SERVICES.has(userIdentity.invokedBy ?? '') || SERVICES.has(sourceIPAddress ?? '')) return undefined;
  const { name: functionName, qualifier } = parseName(asked);
  const named = requestParameters?.qualifier ?? qualifier;
  const change = kindOf(eventName, named);
  if (change === undefined || (requestParameters?.name ?? LIVE) !== LIVE) return undefined;
  const version = requestParameters?.functionVersion ?? (change === 'version-deleted' ? named : undefined);
  const routing = requestParameters?.routingConfig;
  if (change === 'alias-moved' && version === undefined && (routing ?? undefined) === undefined) return undefined;
  const weights = routing?.additionalVersionWeights ?? {};
  return {
    functionName,
    change,
    version: version ?? undefined,
    weights,
    at: Date.parse(eventTime),
  };
};

/** CloudTrail tells whole seconds, and the operator's clock is not AWS': a move this near to an intent belongs to it. */
const SLACK_MS = 60_000;

/** Whether a rollback that was begun later had put the function elsewhere before the change: then the earlier one explains nothing. */
const wasLeftBehind = (records: readonly ReleaseRecord[], begun: number, name: string, at: number): boolean => {
  const later = new Set(
    records
      .filter(({ seq, event }) => seq > begun && event.kind === 'rollback-begun' && event.to[name] !== undefined)
      .map(({ seq }) => seq),
  );
  return records.some(
    ({ event, at: doneAt }) => event.kind === 'rollback-done' && later.has(event.begun) && Date.parse(doneAt) < at,
  );
};

const duringRollback = (records: readonly ReleaseRecord[], name: string, { version, at }: AliasChange): boolean =>
  records.some(({ seq, at: begunAt, event }) => {
    if (event.kind !== 'rollback-begun' || event.to[name] !== version) return false;
    if (at < Date.parse(begunAt) - SLACK_MS || wasLeftBehind(records, seq, name, at)) return false;
    const end = records.find(
      (each) =>
        (each.event.kind === 'rollback-done' || each.event.kind === 'rollback-given-up') && each.event.begun === seq,
    );
    return end === undefined || at <= Date.parse(end.at) + SLACK_MS;
  });

/**
 * Whether the log has the decision that the change carries out: a rollback leads there, or a cleaning named the version. Who
 * called does not matter: a person with the right to release who moves an alias by hand goes around the command as well.
 */
export const isDecided = (records: readonly ReleaseRecord[], name: string, change: AliasChange): boolean => {
  if (change.change === 'alias-moved')
    return Object.keys(change.weights).length === 0 && duringRollback(records, name, change);
  if (change.change !== 'version-deleted') return false;
  return records.some(
    ({ event }) => event.kind === 'cleaned' && event.removed[name]?.includes(change.version ?? '') === true,
  );
};
