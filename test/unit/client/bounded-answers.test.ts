import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readLog } from '../../../bin/audit/read-log.ts';
import { boundedBody } from '../../../bin/client/bounded-body.ts';
import { CommandFailure } from '../../../bin/client/problem-error.ts';
import { fetchLog } from '../../../bin/client/public-log.ts';
import { askWitness } from '../../../bin/client/witness.ts';

const PIECE = Buffer.alloc(65_536, 'x');
/** What a socket and its buffers hold beyond what anybody has read. */
const ON_ITS_WAY = 64 * PIECE.length;

let server: Server;
let url: string;
let sent = 0;
let calls = 0;
/** Answers of 429 that come before the others. */
let busy = 0;
const endless = (to: ServerResponse): void => {
  while (!to.destroyed && to.write(PIECE)) sent += PIECE.length;
  if (!to.destroyed) to.once('drain', () => endless(to));
};
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    calls += 1;
    response.on('error', () => {});
    if (busy > 0) {
      busy -= 1;
      response.writeHead(429).end('{"message":"Too Many Requests"}');
    } else if (request.url?.endsWith('/tile/0/000')) response.writeHead(200).end('tile');
    else endless(response.writeHead(200));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('an answer of a server that is no friend', () => {
  test('is received as far as its limit and no further, and the rest is called off', async () => {
    let [pulls, isCalledOff] = [0, false];
    const body = new ReadableStream<Uint8Array>({
      pull: (to) => {
        pulls += 1;
        to.enqueue(PIECE);
      },
      cancel: () => {
        isCalledOff = true;
      },
    });
    const asked = boundedBody(new Response(body), 4 * PIECE.length, 'It answered');
    await expect(asked).rejects.toThrow(new CommandFailure('It answered with more than 262,144 bytes.'));
    expect([pulls <= 7, isCalledOff]).toEqual([true, true]);
    const whole = await boundedBody(new Response(PIECE), PIECE.length, 'It answered');
    expect([whole.length, (await boundedBody(new Response(null), 0, '')).length]).toEqual([PIECE.length, 0]);
  });

  test.each([
    ['the public log', () => fetchLog({ url }, 'checkpoint')],
    ['a witness', () => askWitness(url, { note: 'n', tree: { size: 1, root: PIECE }, fetchLog: async () => PIECE })],
  ])('is not kept by who asks %s', async (_, ask) => {
    sent = 0;
    await expect(ask()).rejects.toThrow(/ answered 200 with more than 1?0?,?0?00,000 bytes|more than 10,000 bytes/);
    expect(sent).toBeLessThan(ON_ITS_WAY);
  });

  test('of the log that has no room for us now is asked for again', async () => {
    [calls, busy] = [0, 2];
    expect(String(await fetchLog({ url }, 'tile/0/000'))).toBe('tile');
    expect(calls).toBe(3);
  });
});

test('a log that says it has more than anybody audits is asked for its checkpoint alone', async () => {
  const asked: string[] = [];
  const log = async (path: string) => {
    asked.push(path);
    return Buffer.from(`log\n${2 ** 40}\n${Buffer.alloc(32).toString('base64')}\n\n\u2014 log AAAA\n`);
  };
  const key = { name: 'log', publicKey: Buffer.alloc(32) };
  await expect(readLog(log, key)).rejects.toThrow(CommandFailure);
  expect(asked).toEqual(['checkpoint']);
});
