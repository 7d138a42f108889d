import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine, wordsOf } from '../../support/command-line.ts';

const folio = new CommandLine();

const TOKEN = JSON.stringify({ access_token: 'token', expires_in: 900, scope: '' });
const HTML = '<html>\n<body>Bad Gateway</body></html>';
const JSON_TYPE = { 'content-type': 'application/json' };

type Play = (response: ServerResponse) => void;
const PLAYS: Readonly<Record<string, Play>> = {
  'a page with 200': (to) => to.writeHead(200, { 'content-type': 'text/html' }).end(HTML),
  'a page with 502': (to) => to.writeHead(502, { 'content-type': 'text/html' }).end(HTML),
  'nothing with 204': (to) => to.writeHead(204).end(),
  'nothing with 200': (to) => to.writeHead(200).end(),
  'half of its JSON': (to) => to.writeHead(200, JSON_TYPE).end(TOKEN.slice(0, 20)),
  'JSON of something else': (to) => to.writeHead(200, JSON_TYPE).end('{"message":"hello"}'),
  null: (to) => to.writeHead(200, JSON_TYPE).end('null'),
  'a token that no header can carry': (to) => to.writeHead(200, JSON_TYPE).end(TOKEN.replace('"token"', '"to\\nken"')),
  'a page under the type of JSON': (to) => to.writeHead(500, JSON_TYPE).end(HTML),
  'another address': (to) =>
    to.writeHead(302, { location: 'http://127.0.0.1:1/\u001b[31m'.replace('\u001b', '%1b') }).end(),
  'more than anybody keeps': (to) => {
    to.writeHead(200, JSON_TYPE);
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    const more = (): void => {
      while (!to.destroyed && to.write(megabyte));
      if (!to.destroyed) to.once('drain', more);
    };
    more();
  },
  'a part, and breaks off': (to) => {
    to.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' });
    to.write(TOKEN.slice(0, 10), () => to.destroy());
  },
};

/** What answers at `/`, where AWS' services are called. */
let atRoot = 'null';
let server: Server;
let url: string;
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folio-odd-'));
  file = join(folder, 'journal.jsonl');
  await writeFile(file, '{"transaction":{"key":"k","postings":[]}}\n');
  server = createServer((request, response) => {
    const [, name = '', ...path] = (request.url ?? '').split('/');
    const [what = '', where] = decodeURIComponent(name === '' || name.startsWith('_') ? atRoot : name).split('@');
    request.resume();
    // Either the token endpoint answers oddly, or what comes after it.
    if (where === 'api' && path.join('/') === 'oauth/token') response.writeHead(200, JSON_TYPE).end(TOKEN);
    else (PLAYS[what] ?? PLAYS[atRoot])?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  folio.end();
  server.closeAllConnections();
  server.close();
  return rm(folder, { recursive: true, force: true });
});

const at = (play: string, where: string) =>
  `--url ${url}/${encodeURIComponent(`${play}@${where}`)} --client a --secret s3cr3t`;

describe('an answer that is not as Folio answers', () => {
  test.each(Object.keys(PLAYS))('is one line with status and address, exit 1: %s', async (play) => {
    const { code, stdout, stderr } = await folio.run(wordsOf(`token ${at(play, 'token')}`));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^folio: .*\n$/);
    expect(stderr).toContain(`POST ${url}/`);
    expect(stderr).toMatch(/ answered \d{3} /);
    expect(stderr).not.toMatch(/s3cr3t|not foreseen/);
  });

  test.each(['a page with 200', 'null', 'another address'])('of any other call is told alike: %s', async (play) => {
    const { code, stdout, stderr } = await folio.run(wordsOf(`import ${file} ${at(play, 'api')} --json`));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^folio: POST .* answered \d{3} .*\n$/)]);
    expect(JSON.parse(stdout)).toEqual({ error: expect.objectContaining({ message: expect.stringContaining(url) }) });
  });
});

describe('a payment whose answer is lost', () => {
  const PAY = '--from a --to b --amount 1 --currency USD';
  test.each([
    [`pay ${PAY}`, /the same command with --key [0-9a-f-]{36} asks again/],
    [`pay ${PAY} --key mine`, /the same command asks again/],
    ['payments resolve pay_1 --outcome failed', /the same command with --key [0-9a-f-]{36} asks again/],
  ])('names the key under which it can be asked for again: %s', async (command, told) => {
    const { code, stderr } = await folio.run(wordsOf(`${command} ${at('a page with 200', 'api')}`));
    expect([code, stderr]).toEqual([1, expect.stringMatching(told)]);
    expect(stderr).toMatch(/^folio: .*Whether it was done is not known.*\n$/);
  });
});

describe('a local cloud in whose place something else answers', () => {
  const COMMANDS = [
    'clock show',
    'clock advance 1d',
    'events tail',
    'alarms',
    'release status',
    'release rollback ledger --reason x',
    'dlq list',
    'dlq redrive x',
    'demo',
  ];

  test.each([
    ...COMMANDS.map((command) => [command, 'a page with 200'] as const),
    ...['clock show', 'alarms', 'release status'].map((command) => [command, 'null'] as const),
  ])(
    'is told in one line, exit 1: %s, %s',
    async (command, play) => {
      atRoot = play;
      const place = `${url}/${encodeURIComponent(`${play}@token`)}`;
      const local = {
        url: place,
        awsUrl: url,
        dynamodbUrl: url,
        control: { url: place, token: 't' },
        pid: process.pid,
      };
      const tenants = [{ tenant: 'acme', clientId: 'a', clientSecret: 's3cr3t' }];
      await writeFile(join(folder, 'local.json'), JSON.stringify({ ...local, readyMs: 1, tenants }));
      const { code, stdout, stderr } = await folio.run(wordsOf(`${command} --data ${folder} --json`));
      expect([code, JSON.parse(stdout)]).toEqual([1, { error: { message: expect.any(String) } }]);
      expect(stderr).not.toMatch(/not foreseen|^\s+at |s3cr3t/m);
    },
    60_000,
  );
});
