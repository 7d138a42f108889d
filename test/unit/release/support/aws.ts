import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Aws } from '../../../../functions/kernel/aws/aws-call.ts';
import { clockOf } from '../../../support/clock.ts';

export interface Asked {
  readonly target: string;
  readonly body: unknown;
}

/** Runs something against an AWS on loopback that gives this one answer to everything, and keeps what it was asked. */
export const answering = async (
  status: number,
  answer: object,
  run: (aws: Aws, asked: readonly Asked[]) => Promise<void>,
): Promise<void> => {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({
      target: String(request.headers['x-amz-target']),
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  try {
    await run(
      {
        region: 'eu-central-1',
        endpoint: `http://127.0.0.1:${port}`,
        credentials: async () => ({ accessKeyId: 'id', secretAccessKey: 'secret' }),
        clock: clockOf(() => 1_795_000_000_000),
      },
      asked,
    );
  } finally {
    await new Promise((done) => server.close(done));
  }
};
