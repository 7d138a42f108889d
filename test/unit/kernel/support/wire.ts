import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface Seen {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * An answer of the service. `cut` breaks the connection instead, `silence` says nothing at all, `stall` begins an answer and
 * never ends it.
 */
export type Say = { readonly status: number; readonly body: object } | 'cut' | 'silence' | 'stall';

/** A service on a loopback port that says `answers` one after the other and keeps what it is asked. */
export const wire = async (...answers: readonly Say[]) => {
  const seen: Seen[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const say = answers[seen.length] ?? { status: 200, body: {} };
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      for (const told of waiting.splice(0)) told();
      if (say === 'cut') return void request.socket.destroy();
      if (say === 'silence') return;
      const head = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': `r-${seen.length}` };
      if (say === 'stall') return void response.writeHead(200, { ...head, 'content-length': 9 }).write('{"a":');
      response.writeHead(say.status, head);
      response.end(JSON.stringify(say.body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({
    endpoint,
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
  /** Resolves when the service is asked the next time. */
  const asked = (): Promise<void> => new Promise((resolve) => void waiting.push(resolve));
  return { seen, endpoint, client, stop, asked };
};
