import { createServer, request } from 'node:http';
import { type Serving, serve } from './loopback.ts';

/**
 * What stands before the emulator, for whoever calls it. It says that TLS ended here, as it would before AWS, because our policies
 * and the CDK's refuse calls without. And it is a forward proxy for the names `<id>.execute-api.localhost` that the emulator
 * gives to APIs and fetches the keys of tokens from: not every machine resolves names below `localhost`.
 */
export const serveFront = (port: number): Promise<Serving> =>
  serve(
    createServer((asked, answer) => {
      const { host, pathname, search } = new URL(asked.url ?? '/', `http://${asked.headers.host}`);
      const headers = { ...asked.headers, host, 'x-forwarded-proto': 'https' };
      const path = `${pathname}${search}`;
      const passed = request({ host: '127.0.0.1', port, method: asked.method, path, headers });
      passed.on('response', (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      });
      passed.on('error', () => answer.destroy());
      asked.pipe(passed);
    }),
  );
