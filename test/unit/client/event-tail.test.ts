import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { tailEvents } from '../../../bin/client/event-tail.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const CREDENTIALS = { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' };

const serve = async (play: (response: ServerResponse) => void): Promise<string> => {
  server = createServer((_, response) => play(response));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const event = (type: string): string => `${JSON.stringify({ 'detail-type': type })}\n`;

describe('what passes on a bus', () => {
  test('comes one event a line, however the lines are cut, and ends in one line when the cloud goes', async () => {
    const awsUrl = await serve((to) => {
      to.writeHead(200);
      const [a, b] = [event('a'), event('b')];
      to.write(a.slice(0, 5));
      setTimeout(() => to.write(a.slice(5) + b, () => to.destroy()), 20);
    });
    const seen: string[] = [];
    const watch = async () => {
      const events = tailEvents({ awsUrl, credentials: CREDENTIALS }, new AbortController().signal);
      for await (const one of events) seen.push(one['detail-type']);
    };
    await expect(watch()).rejects.toMatchObject({ name: 'CommandFailure', message: 'The local cloud has gone away.' });
    expect(seen).toEqual(['a', 'b']);
  });

  test('ends in one line too when the cloud ends it in order', async () => {
    const awsUrl = await serve((to) => to.writeHead(200).end(event('a')));
    const events = tailEvents({ awsUrl, credentials: CREDENTIALS }, new AbortController().signal);
    await expect(events.next()).resolves.toMatchObject({ done: false });
    await expect(events.next()).rejects.toThrow('has gone away');
  });

  test('is left quietly by who has seen enough, and says when it listens', async () => {
    const awsUrl = await serve((to) => to.writeHead(200).write(event('a')));
    const end = new AbortController();
    let open = 0;
    const seen: string[] = [];
    for await (const one of tailEvents({ awsUrl, credentials: CREDENTIALS }, end.signal, () => {
      open += 1;
    })) {
      seen.push(one['detail-type']);
      end.abort();
    }
    expect([seen, open]).toEqual([['a'], 1]);
  });

  test('is not shown by what is no local cloud', async () => {
    const awsUrl = await serve((to) => to.writeHead(404).end('<html>'));
    const events = tailEvents({ awsUrl, credentials: CREDENTIALS }, new AbortController().signal);
    await expect(events.next()).rejects.toThrow('it answered 404');
  });
});
