import { lookup } from 'node:dns/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { liveTimer } from '../../../functions/kernel/core/live-ports.ts';
import { nameResolver, type Resolve } from '../../../functions/webhooks/http-client/resolve.ts';
import { type NameServer, startNameServer } from '../../support/name-server.ts';

const V4 = '93.184.216.34';
const V6 = '2606:2800:220:1:248:1893:25c8:1946';
const many = (count: number) => Array.from({ length: count }, (_, index) => `93.184.216.${index}`);

let server: NameServer;
let resolve: Resolve;
beforeAll(async () => {
  server = await startNameServer({
    'both.example.com': [[V4, '10.0.0.1'], [V6]],
    'four.example.com': [[V4], []],
    'six.example.com': [[], [V6]],
    'none.example.com': [[], []],
    'half-broken.example.com': [[V4], 'SERVFAIL'],
    'half-silent.example.com': [[V4], 'silent'],
    'broken.example.com': ['SERVFAIL', 'SERVFAIL'],
    'silent.example.com': ['silent', 'silent'],
    'half-broken-six.example.com': ['SERVFAIL', [V6]],
    'many.example.com': [many(40), []],
    'too-many.example.com': [many(40), Array.from({ length: 25 }, () => V6)],
  });
  resolve = nameResolver(liveTimer, { servers: [server.address] });
});
afterAll(() => server.stop());
const within = (ms: number) => AbortSignal.timeout(ms);

describe('the addresses of a name', () => {
  test.each([
    ['of both kinds, all of them', 'both.example.com', [V4, '10.0.0.1', V6]],
    ['of IPv4 alone', 'four.example.com', [V4]],
    ['of IPv6 alone', 'six.example.com', [V6]],
    ['of one kind where the other one fails', 'half-broken.example.com', [V4]],
    ['in any number that a service may have', 'many.example.com', many(40)],
  ])('are found %s', async (_, name, addresses) => {
    expect(await resolve(name, within(5_000))).toEqual(addresses);
  });

  test.each(['none.example.com', 'unknown.example.com', 'too-many.example.com'])(
    'are none, and told at once: %s',
    async (name) => {
      const patience = within(5_000);
      expect(await resolve(name, patience)).toBeUndefined();
      expect(patience.aborted).toBe(false);
    },
  );

  test('are none where every server fails', async () => {
    expect(await resolve('broken.example.com', within(5_000))).toBeUndefined();
  });

  test('of one kind are waited for no longer than a moment where those of the other are known', async () => {
    const patience = within(5_000);
    expect(await resolve('half-silent.example.com', patience)).toEqual([V4]);
    expect(patience.aborted).toBe(false);
  });

  test('are not waited for beyond the patience, and nobody is asked for them any more', async () => {
    expect(await resolve('silent.example.com', within(200))).toBeUndefined();
    const asked = server.asked.length;
    await new Promise((done) => setTimeout(done, 1_500));
    expect(server.asked.length).toBe(asked);
    expect(await resolve('silent.example.com', AbortSignal.abort())).toBeUndefined();
  });

  test('are the host itself where it is an address', async () => {
    const asked = server.asked.length;
    expect(await resolve(V6, within(5_000))).toEqual([V6]);
    expect(server.asked.length).toBe(asked);
  });
});

describe('the addresses of a name, where no way leads to IPv6,', () => {
  const over4 = (name: string, ms = 5_000) =>
    nameResolver(liveTimer, { servers: [server.address], ipv6: false })(name, within(ms));

  test.each([
    ['are those of IPv4 alone', 'both.example.com', [V4, '10.0.0.1']],
    ['are found at once where a name server is silent about IPv6', 'half-silent.example.com', [V4]],
    ['are told of where they are of IPv6 alone', 'six.example.com', [V6]],
    ['are told of where they are of IPv6 and the name server fails to say more', 'half-broken-six.example.com', [V6]],
  ])('%s', async (_, name, addresses) => {
    expect(await over4(name)).toEqual(addresses);
  });

  test('are those of the A record, also where it comes long after the AAAA record', async () => {
    server.slow('both.example.com', 'A', 1_200);
    expect(await over4('both.example.com')).toEqual([V4, '10.0.0.1']);
    // With a way to IPv6 its addresses are taken meanwhile.
    expect(await resolve('both.example.com', within(5_000))).toEqual([V6]);
    server.slow('both.example.com', 'A', 0);
  });

  test('are not waited for beyond the patience either', async () => {
    expect(await over4('silent.example.com', 200)).toBeUndefined();
  });
});

test('names that nobody answers for hold no thread that another look-up needs', async () => {
  const patience = within(3_000);
  const silent = Array.from({ length: 8 }, () => resolve('silent.example.com', patience));
  await lookup('localhost');
  expect(patience.aborted).toBe(false);
  expect(await resolve('four.example.com', patience)).toEqual([V4]);
  expect(patience.aborted).toBe(false);
  expect(await Promise.all(silent)).toEqual(silent.map(() => undefined));
}, 10_000);
