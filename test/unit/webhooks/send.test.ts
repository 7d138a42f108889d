import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type SendDeps, sender } from '../../../functions/webhooks/http-client/send.ts';
import type { Answer } from '../../../functions/webhooks/model/attempt.ts';
import type { Target } from '../../../functions/webhooks/model/target.ts';
import { TLS_FIXTURE } from '../../support/tls-fixture.ts';

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const listen = (server: Server | ReturnType<typeof createTcpServer>): Promise<number> =>
  new Promise((resolve) => {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
    });
    open.push({
      close: () => {
        server.close();
        for (const socket of sockets) socket.destroy();
      },
    });
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
const http = (handle: RequestListener) => listen(createServer(handle));
const raw = (answer: string, hold = false) =>
  listen(
    createTcpServer((socket) => {
      socket.once('data', () => (hold ? socket.write(answer) : socket.end(answer)));
    }),
  );

const plain = (port: number): Target => ({
  secure: false,
  host: '127.0.0.1',
  port,
  path: '/hook?a=b',
  authority: `127.0.0.1:${port}`,
});
const secure = (port: number, host = 'hooks.example.com'): Target => ({
  secure: true,
  host,
  port,
  path: '/hook',
  authority: `${host}:${port}`,
});

/** A name that leads to this machine, as a test may have it and no deployment. */
const clock = { now: () => Date.parse('2026-11-29T12:00:00Z') };
const HERE: SendDeps = { clock, resolve: async () => ['127.0.0.1'], choose: (_, [first]) => first };
const post = (target: Target, deps: SendDeps = HERE, patienceMs = 2_000): Promise<Answer> =>
  sender(deps)({ target, headers: { 'webhook-id': 'evt_1' }, body: '{"a":1}', patienceMs });

describe('a POST', () => {
  test('brings body and headers, and is a success with any 2xx', async () => {
    const seen: unknown[] = [];
    const port = await http((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { host, 'webhook-id': id, 'content-length': length } = request.headers;
        seen.push([request.method, request.url, host, id, length, body]);
        response.writeHead(202).end('taken');
      });
    });
    expect(await post(plain(port))).toEqual({ status: 202, error: undefined, body: 'taken' });
    expect(seen).toEqual([['POST', '/hook?a=b', `127.0.0.1:${port}`, 'evt_1', '7', '{"a":1}']]);
  });

  test.each([301, 302, 307, 308])('is not led elsewhere by a %s', async (status) => {
    let others = 0;
    const other = await http((_, response) => {
      others += 1;
      response.end();
    });
    const port = await http((_, response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${other}/` }).end();
    });
    expect(await post(plain(port))).toMatchObject({ status, error: 'status' });
    expect(others).toBe(0);
  });

  test.each([199 + 105, 400, 404, 410, 500, 503])('is a failure with %s', async (status) => {
    const port = await http((_, response) => {
      response.writeHead(status).end();
    });
    expect(await post(plain(port))).toMatchObject({ status, error: 'status' });
  });

  test('that nobody answers ends when its patience does', async () => {
    const port = await http(() => {});
    const from = performance.now();
    expect(await post(plain(port), HERE, 300)).toEqual({ status: undefined, error: 'timeout', body: undefined });
    expect(performance.now() - from).toBeLessThan(1_500);
  });

  test('whose answer drips ends when its patience does, however often something comes', async () => {
    const port = await http((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await post(plain(port), HERE, 300)).toMatchObject({ status: 200, error: 'timeout' });
  });

  test('whose answer never ends is cut off at 64 kB, and what is kept of it is short', async () => {
    let sent = 0;
    const port = await http((_, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && sent < 50_000_000) {
          sent += 16_384;
          if (!response.write('x'.repeat(16_384))) return;
        }
      };
      response.on('drain', more);
      more();
    });
    const answer = await post(plain(port));
    expect([answer.status, answer.error, answer.body?.length]).toEqual([200, 'answer-too-large', 1_000]);
    expect(sent).toBeLessThan(20_000_000);
  });

  test('takes an answer of exactly 64 kB', async () => {
    const port = await http((_, response) => {
      response.end('x'.repeat(65_536));
    });
    expect(await post(plain(port))).toMatchObject({ status: 200, error: undefined });
  });

  test('refuses headers past every measure', async () => {
    const port = await raw(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`);
    expect(await post(plain(port))).toMatchObject({ status: undefined, error: 'protocol' });
  });

  test('refuses what is not HTTP', async () => {
    expect(await post(plain(await raw('SSH-2.0-OpenSSH_9.6\r\n')))).toMatchObject({ error: 'protocol' });
  });

  test('does not take half an answer for one', async () => {
    const port = await raw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
    expect(await post(plain(port))).toMatchObject({ error: 'connection' });
  });

  test('does not change its protocol', async () => {
    const port = await raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n', true);
    expect((await post(plain(port))).error).toBe('protocol');
  });

  test('to where nobody listens is a failed connection', async () => {
    const port = await http(() => {});
    open.splice(0).forEach((one) => {
      one.close();
    });
    expect(await post(plain(port))).toEqual({ status: undefined, error: 'connection', body: undefined });
  });

  test('to a connection that is reset is a failed connection', async () => {
    const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    expect((await post(plain(port))).error).toBe('connection');
  });
});

describe('TLS', () => {
  const tls = () => listen(createSecureServer(TLS_FIXTURE, (_, response) => response.end('ok')) as unknown as Server);
  const trusting = { ...HERE, ca: TLS_FIXTURE.cert };

  test('verifies the name of the host at the address that was checked', async () => {
    expect(await post(secure(await tls()), trusting)).toEqual({ status: 200, error: undefined, body: 'ok' });
  });

  test.each([
    ['nobody trusts', 'hooks.example.com', HERE],
    ['is of another host', 'other.example.com', trusting],
    ['is not of the address that the URL names', '93.184.216.34', trusting],
  ] as const)('refuses a certificate that %s', async (_, host, deps) => {
    expect(await post(secure(await tls(), host), deps)).toEqual({ status: undefined, error: 'tls', body: undefined });
  });

  test('refuses a server that speaks without it', async () => {
    const port = await http((_, response) => response.end());
    expect((await post(secure(port))).error).toBe('tls');
  });
});

describe('the address', () => {
  const nowhere = async () => {
    throw new Error('the name is asked for once');
  };

  test('is looked up once, and what was checked is connected to', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const port = await http((_, response) => response.end());
    const deps: SendDeps = { clock, resolve: async () => answers.shift() ?? nowhere(), choose: (_, [first]) => first };
    expect(await post({ ...plain(port), host: 'rebound.example.com' }, deps)).toMatchObject({ status: 200 });
    expect(answers.length).toBe(1);
  });

  test.each([
    ['private', ['10.0.0.1']],
    ['this machine', ['127.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['public and private', ['93.184.216.34', '192.168.0.1']],
    ['mapped', ['::ffff:127.0.0.1']],
    ['none', []],
  ])('of a name that is %s is not connected to', async (_, addresses) => {
    expect(await post(secure(443), { clock, resolve: async () => addresses })).toEqual({
      status: undefined,
      error: 'address-forbidden',
      body: undefined,
    });
  });

  test('that nobody knows is no address', async () => {
    expect((await post(secure(443), { clock, resolve: async () => undefined })).error).toBe('dns');
  });

  test.each([
    [429, '30', 30_000],
    [503, 'Sun, 29 Nov 2026 12:01:00 GMT', 60_000],
    [503, 'soon', undefined],
    [500, '30', undefined],
    [200, '30', undefined],
  ])('answered %d with Retry-After %s is told of %s ms', async (status, header, waitMs) => {
    const port = await http((_, response) => response.writeHead(status, { 'retry-after': header }).end());
    expect((await post(plain(port))).waitMs).toBe(waitMs);
  });

  test('that takes too long is waited for no longer than for everything', async () => {
    const never = () => new Promise<undefined>(() => {});
    expect((await post(secure(443), { clock, resolve: never }, 200)).error).toBe('timeout');
  });
});
