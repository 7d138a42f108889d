import { randomUUID } from 'node:crypto';
import type { HttpHandler } from '../../functions/kernel/http/http.ts';
import { SCOPES } from './scopes.ts';

/** The limit of the pages here; sizes around it are what lists get wrong. */
export const LIMIT = 3;

export type Ask = (
  routeKey: string,
  asked: {
    tenant: string;
    query?: string;
    params?: Record<string, string>;
    body?: object;
    key?: string;
    headers?: Record<string, string>;
  },
) => Promise<{
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on what they find.
  readonly json: any;
}>;

/** With the headers of the answer too. */
export type AskWhole = (
  ...asked: Parameters<Ask>
) => Promise<Awaited<ReturnType<Ask>> & { readonly headers: Readonly<Record<string, string>> }>;

export const asking =
  (handler: HttpHandler): AskWhole =>
  async (routeKey, { tenant, query = '', params, body, key = randomUUID(), headers = {} }) => {
    const [method = '', path = ''] = routeKey.split(' ');
    const claims = { tenant, client_id: 'cli_1', scope: SCOPES.join(' ') };
    const answer = await handler({
      routeKey,
      rawPath: path,
      rawQueryString: query,
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
      pathParameters: params,
      body: body === undefined ? undefined : JSON.stringify(body),
      requestContext: { requestId: randomUUID(), http: { method }, authorizer: { jwt: { claims } } },
    } as never);
    return { status: answer.statusCode, headers: answer.headers, json: JSON.parse(answer.body ?? 'null') };
  };

/** A list with so many rows of a tenant that nothing else uses. */
export interface Filled {
  readonly ask: Ask;
  readonly params?: Record<string, string>;
  readonly query?: string;
}
export type Fill = (tenant: string, rows: number) => Promise<Filled>;
/** Fillers by the operation that lists, and by its filters where there are any. */
export type Fills = Readonly<Record<string, Fill>>;

export const times = async (count: number, work: (index: number) => Promise<unknown>) => {
  for (let index = 0; index < count; index += 1) await work(index);
};
