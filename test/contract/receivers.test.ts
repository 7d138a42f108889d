import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { signatureHeaders } from '../../functions/webhooks/model/signature.ts';
import { LANGUAGES } from './receivers/languages.ts';

const SECRET = new Uint8Array(32).map((_, at) => (at * 37) % 256);
const OTHER = new Uint8Array(32).fill(9);
const WHSEC = `whsec_${Buffer.from(SECRET).toString('base64')}`;
/** White space and an escape that a parser would write otherwise: only the raw body verifies. */
const BODY = '{"id": "evt_1",  "type":"ledger.TransactionPosted","data":{"note":"caf\\u00e9 é"}}';
const MINUTE = 60_000;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

let child: ChildProcess | undefined;
let said = '';

const start = async (command: string, args: readonly string[]): Promise<string> => {
  const port = await freePort();
  const env = { ...process.env, WEBHOOK_SECRET: WHSEC, PORT: String(port) };
  const started = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child = started;
  said = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('listening')) resolve();
    };
    started.stdout.on('data', hear);
    started.stderr.on('data', hear);
    started.on('exit', (code) => reject(new Error(`the receiver ended with ${code}: ${said}`)));
  });
  return `http://127.0.0.1:${port}/`;
};

const send = async (url: string, headers: Readonly<Record<string, string>>, body = BODY): Promise<number> =>
  (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })).status;

describe('a receiver of the guide', () => {
  afterEach(() => {
    child?.kill('SIGKILL');
    child = undefined;
  });

  test.each(Object.entries(LANGUAGES))(
    'in %s takes what Folio signs, once, and nothing else',
    async (language, make) => {
      const ready = await make();
      if ('missing' in ready)
        return void process.stderr.write(`The receiver in ${language} is skipped: ${ready.missing}\n`);
      const url = await start(ready.command, ready.args);
      const signed = (at = Date.now(), secrets: readonly Uint8Array[] = [SECRET]) =>
        signatureHeaders('evt_1', at, BODY, secrets);
      expect(await send(url, signed())).toBe(204);
      // During a rotation there are two signatures, the newest secret's first.
      expect(await send(url, signed(Date.now(), [OTHER, SECRET]))).toBe(204);
      expect(await send(url, signed(Date.now(), [OTHER]))).toBe(400);
      expect(await send(url, signed(Date.now() - 6 * MINUTE))).toBe(400);
      expect(await send(url, signed(), BODY.replace('evt_1', 'evt_2'))).toBe(400);
      expect(await send(url, { 'webhook-id': 'evt_1' })).toBe(400);
      expect(said.match(/handled ledger\.TransactionPosted/g)).toHaveLength(1);
    },
    300_000,
  );
});
