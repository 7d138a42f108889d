import { createServer, request } from 'node:http';
import { type Serving, serve } from './loopback.ts';

/**
 * The emulator calls an API `<id>.execute-api.localhost`, and fetches the keys of its tokens from there. Not every machine
 * resolves names below `localhost`, so this forward proxy, for clients that take one, brings what is meant for them to where
 * the emulator listens.
 */
export const serveGatewayNames = (port: number): Promise<Serving> =>
  serve(
    createServer((asked, answer) => {
      const { host, pathname, search } = new URL(asked.url ?? '/', `http://${asked.headers.host}`);
      const headers = { ...asked.headers, host };
      const path = `${pathname}${search}`;
      const passed = request({ host: '127.0.0.1', port, method: asked.method, path, headers });
      passed.on('response', (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      });
      passed.on('error', () => answer.writeHead(502).end());
      asked.pipe(passed);
    }),
  );
