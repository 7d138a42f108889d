import { canonicalDigest } from '../../../kernel/values/canonical-json.ts';
import { formatTime, parseTime } from '../../../kernel/values/time.ts';
import type { Told } from '../told.ts';

/** What the access log says of one call: who called what, when and with which result. Nothing of what was asked or answered. */
export interface LoggedCall {
  /** As the caller was told it. */
  readonly requestId: string;
  readonly at: string;
  /** 1 for the tenant's first call in the log, and so on without a gap: one that is left out is missed. Null without a tenant. */
  readonly number: number | null;
  /** Null where the call was denied before anybody knew whose it is. */
  readonly tenant: string | null;
  readonly clientId: string | null;
  /** `GET /v1/accounts/{id}`; null where the gateway knows no such route. */
  readonly route: string | null;
  /** Of the answer. */
  readonly status: number;
}

/** A call as a log is told it. */
export interface ToldCall extends Told {
  readonly call: LoggedCall;
}

export const toldCall = (call: LoggedCall): ToldCall => ({
  tenant: call.tenant ?? '',
  id: call.requestId,
  at: parseTime(call.at) ?? 0,
  digest: canonicalDigest(call),
  call,
});

type Kept = readonly [
  requestId: string,
  at: number,
  number: number | null,
  route: string | null,
  status: number,
  clientId: string | null,
];

/** Calls of one tenant one after the other, in the order of their leaves. The tenant stands in the key. */
export const callsBytes = (calls: readonly LoggedCall[]): Uint8Array =>
  Buffer.from(
    JSON.stringify(
      calls.map(({ requestId, at, number, route, status, clientId }): Kept => {
        const ms = parseTime(at) ?? 0;
        return [requestId, ms, number, route, status, clientId];
      }),
    ),
  );

export const readCalls = (bytes: Uint8Array, tenant: string): readonly LoggedCall[] =>
  (JSON.parse(Buffer.from(bytes).toString('utf8')) as readonly Kept[]).map(
    ([requestId, at, number, route, status, clientId]) => ({
      ...{ requestId, at: formatTime(at), number, tenant: tenant === '' ? null : tenant },
      ...{ clientId, route, status },
    }),
  );
