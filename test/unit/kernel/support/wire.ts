import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface Seen {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer of the service; `cut` breaks the connection instead. */
export type Say = { readonly status: number; readonly body: object } | 'cut';

const said = (say: Exclude<Say, 'cut'>): string => JSON.stringify(say.body);

/** A service on a loopback port that says `answers` one after the other and keeps what it is asked. */
export const wire = async (...answers: readonly Say[]) => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const say = answers[seen.length] ?? { status: 200, body: {} };
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      if (say === 'cut') return void request.socket.destroy();
      response.writeHead(say.status, {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-requestid': `r-${seen.length}`,
      });
      response.end(said(say));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'session' },
    maxAttempts: 2,
  });
  const stop = async (): Promise<void> => {
    client.destroy();
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  };
  return { seen, client, stop };
};
