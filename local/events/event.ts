import { ACCOUNT, REGION } from '../account.ts';

/** One event on a bus. */
export interface BusEvent {
  readonly id: string;
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly resources: readonly string[];
  /** JSON, exactly as it was put. */
  readonly detail: string;
}

/** What targets, archives and taps get: EventBridge's envelope around the detail's own text. */
export const eventJson = (event: BusEvent): string => {
  const head = JSON.stringify({
    version: '0',
    id: event.id,
    'detail-type': event.detailType,
    source: event.source,
    account: ACCOUNT,
    time: `${new Date(event.at).toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: event.resources,
  });
  return `${head.slice(0, -1)},"detail":${event.detail}}`;
};
