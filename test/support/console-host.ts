import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { ConsoleSignIn } from '../../functions/catalog/env.ts';
import { build } from '../../functions/catalog/handlers/console/routes.ts';
import { consoleFiles } from '../../lib/platform/console-bundle.ts';
import { AUDIENCE, stopped } from './outside-issuer.ts';

/** The console's own function on a port, and behind it a gateway that takes the tokens of one issuer for two calls of the catalog. */
export interface ConsoleHost {
  readonly url: string;
  /** Begins to serve; before it nothing knows the issuer, which has to know this address first. */
  readonly trust: (signIn: ConsoleSignIn) => void;
  /** What each call of the API was asked with: the claims of its token, or why it was refused. */
  readonly calls: unknown[];
  readonly stop: () => Promise<void>;
}

const NODE = {
  ...{ id: 'ledger', type: 'domain', domain: 'ledger', owner: 'ledger', tier: 1, runbook: null, purpose: null },
  ...{ health: 'ok', parts: 3 },
};
const ANSWERS: Readonly<Record<string, unknown>> = {
  '/v1/catalog/health': { health: 'ok', roots: [], trouble: [], watched: 3, silent: 0, seenAt: '2026-12-01T00:00:00Z' },
  '/v1/catalog/graph': { nodes: [NODE], edges: [], left: 0, seenAt: '2026-12-01T00:00:00Z' },
};

export const startConsoleHost = async (): Promise<ConsoleHost> => {
  const files = await consoleFiles(process.cwd());
  const calls: unknown[] = [];
  let serve = async (_: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.writeHead(503).end();
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const trust = (signIn: ConsoleSignIn): void => {
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const page = build(files, { clock: { now: Date.now, sleep: async () => {} }, log, codeVersion: 'test' }, signIn);
    const keys = createRemoteJWKSet(new URL(`${signIn.issuer}/jwks`));
    const called = async (path: string, authorization = ''): Promise<readonly [number, unknown]> => {
      try {
        const token = authorization.replace(/^Bearer /, '');
        const { payload } = await jwtVerify(token, keys, { issuer: signIn.issuer, audience: AUDIENCE });
        calls.push(payload);
        return path in ANSWERS ? [200, ANSWERS[path]] : [404, {}];
      } catch (error) {
        calls.push(String(error));
        return [401, { message: 'Unauthorized' }];
      }
    };
    serve = async (request, response) => {
      const asked = new URL(request.url ?? '/', url);
      if (asked.pathname.startsWith('/v1/')) {
        const [status, body] = await called(asked.pathname, request.headers.authorization);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
        return;
      }
      const file = asked.pathname.split('/')[2];
      const answer = await page({
        ...{ routeKey: file === undefined ? 'GET /console' : 'GET /console/{file}', rawPath: asked.pathname },
        ...{ rawQueryString: asked.search.slice(1), headers: request.headers, pathParameters: { file } },
        requestContext: { requestId: randomUUID(), http: { method: 'GET' } },
      } as never);
      response.writeHead(answer.statusCode, answer.headers);
      response.end(Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8'));
    };
  };
  return { url, trust, calls, stop: () => stopped(server) };
};
