import type { DeliveryRecord } from '../../../registry/contract/delivery-log.ts';

/** One change of a domain that was deployed, or that was to be and was taken back by its canary. */
export interface DeliveredChange {
  readonly domain: string;
  readonly at: string;
  readonly commit?: string;
  /** It answered all requests for some time. */
  readonly live: boolean;
  readonly failed: boolean;
  /** When a release from before it answered again, where it had failed. */
  readonly restoredAt?: string;
  /** It followed a failure so soon, or let no alarm stop it, that it is taken for its mending. */
  readonly rework: boolean;
}

/** A deployment within a day of a failure is taken for its mending. */
const REWORK_WITHIN_MS = 24 * 3_600_000;

type Deployed = Extract<DeliveryRecord['event'], { readonly kind: 'deployed' }>;

const codeOf = ({ functions }: Pick<Deployed, 'functions'>): string =>
  JSON.stringify(functions.map(({ name, codeSha256 }) => [name, codeSha256]).sort());

type Draft = { -readonly [K in keyof DeliveredChange]: DeliveredChange[K] };

/**
 * The changes of one domain, oldest first, out of its release log. A deployment that brings the code that is there already is
 * none. What several functions of one deployment's canaries take back is one failed change.
 */
export const changesOf = (records: readonly DeliveryRecord[]): readonly DeliveredChange[] => {
  const changes: Draft[] = [];
  let code: string | undefined;
  let failedAt: number | undefined;
  let takenBack = false;
  for (const { domain, at, event } of records) {
    const time = Date.parse(at);
    const rework = failedAt !== undefined && time - failedAt <= REWORK_WITHIN_MS;
    if (event.kind === 'deployed') {
      takenBack = false;
      const brought = codeOf(event);
      if (brought === code) continue;
      code = brought;
      const commit = event.commit === undefined ? {} : { commit: event.commit };
      changes.push({
        domain,
        at,
        ...commit,
        live: true,
        failed: false,
        rework: rework || event.despiteAlarms === true,
      });
    } else if (event.kind === 'taken-back') {
      if (!takenBack) changes.push({ domain, at, live: false, failed: true, rework });
      takenBack = true;
      failedAt = time;
    } else if (event.kind === 'rollback-done') {
      const bad = changes.findLast(({ live }) => live);
      // A second rollback goes further back from the same change.
      if (bad !== undefined && !bad.failed) {
        bad.failed = true;
        bad.restoredAt = at;
      }
      failedAt = time;
    }
  }
  return changes;
};
