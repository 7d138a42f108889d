import { randomUUID } from 'node:crypto';
import { cursors } from '../../functions/kernel/http/cursor.ts';
import { build } from '../../functions/ledger/handlers/api/routes.ts';
import type { LedgerStore } from '../../functions/ledger/store/table/ledger-store.ts';

/** A request to the ledger, as it is kept with what was answered. */
export interface Request {
  /** `POST /v1/transactions/{id}/post` */
  readonly route: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly key?: string;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly replayed: boolean;
}

export type Caller = (request: Request) => Promise<Answer>;

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const context = { getRemainingTimeInMillis: () => 20_000 };

/** The ledger's HTTP function on a table, called as the gateway calls it. */
export const ledgerOver = (store: LedgerStore): Caller => {
  const handler = build({ ...store, cursors: cursors(async () => Buffer.alloc(32, 1)), log });
  return async ({ route, params, query, key, body }) => {
    const [method = '', template = ''] = route.split(' ');
    const event = {
      routeKey: route,
      rawPath: template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? '')),
      rawQueryString: query ?? '',
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
      pathParameters: params,
      body: body === undefined ? undefined : JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: {
        // A request of its own each time: the same one again would be taken for a retry within itself, not for a replay.
        requestId: randomUUID(),
        http: { method },
        authorizer: { jwt: { claims: { tenant: 'acme', client_id: 'cli_1', scope: 'ledger:read ledger:write' } } },
      },
    };
    const { statusCode, headers, body: text = '' } = await handler(event as never, context as never);
    const replayed = Object.entries(headers).some(([name]) => name.toLowerCase() === 'idempotency-replayed');
    return { status: statusCode, text, replayed };
  };
};
