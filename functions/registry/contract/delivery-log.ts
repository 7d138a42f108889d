import * as z from 'zod';
import type { ReleaseRecord } from './release-record.ts';

/** Records of one domain that are told: some years of releases, and far below what Lambda may answer. */
const DELIVERY_MAX = 400;

/** What is asked of the releases' reader: of each domain's log the newest records, as far as they tell what was delivered. */
export const deliveryRequest = z.strictObject({ delivery: z.int().min(1).max(DELIVERY_MAX) });
export type DeliveryRequest = z.infer<typeof deliveryRequest>;

/** A record of the release log, less everything that says nothing of what was delivered and what was taken back. */
export interface DeliveryRecord {
  readonly domain: string;
  /** RFC 3339. */
  readonly at: string;
  readonly event:
    | {
        readonly kind: 'deployed';
        readonly functions: readonly { readonly name: string; readonly codeSha256: string }[];
        readonly commit?: string | undefined;
        /** No alarm could stop it. */
        readonly despiteAlarms?: true | undefined;
      }
    | { readonly kind: 'taken-back' }
    | { readonly kind: 'rollback-done' };
}

/** Of each domain, the oldest first. */
export interface DeliveryAnswer {
  readonly logs: readonly (readonly DeliveryRecord[])[];
}

/** What a record says of delivery; nothing for most kinds. */
export const deliveryOf = ({ domain, at, event }: ReleaseRecord): readonly DeliveryRecord[] => {
  if (event.kind === 'taken-back' || event.kind === 'rollback-done')
    return [{ domain, at, event: { kind: event.kind } }];
  if (event.kind !== 'deployed') return [];
  const functions = event.functions.map(({ name, codeSha256 }) => ({ name, codeSha256 }));
  const { commit, despiteAlarms } = event;
  return [
    {
      ...{ domain, at },
      event: {
        ...{ kind: 'deployed', functions },
        ...(commit === undefined ? {} : { commit }),
        ...(despiteAlarms === undefined ? {} : { despiteAlarms }),
      },
    },
  ];
};
