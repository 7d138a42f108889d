import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = join(process.cwd(), 'clients/typescript');
const WITHIN_MS = 60_000;

/** What the examples find around them: a delivery as Folio signs it. */
const AROUND = `
import { createHmac } from 'node:crypto';
const secret = 'whsec_' + Buffer.from('a secret of thirty-two bytes, yes').toString('base64');
const delivery = JSON.stringify({ type: 'ledger.TransactionPosted', data: {} });
const time = String(Math.floor(Date.now() / 1000));
const sign = createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update('evt_1.' + time + '.' + delivery).digest('base64');
const request = { headers: { 'webhook-id': 'evt_1', 'webhook-timestamp': time, 'webhook-signature': 'v1,' + sign }, body: delivery };
`;

const MODULES: Readonly<Record<string, string>> = {
  '@folio/client': 'src/client.ts',
  '@folio/client/pages': 'src/pages.ts',
  '@folio/client/webhooks': 'src/webhooks.ts',
};

/** The examples of the client's page as one program, in their order, with the package's own files in place of its names. */
const program = (): string => {
  const blocks = [...readFileSync(join(FOLDER, 'README.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)];
  const code = blocks.map(([, text]) => text ?? '').join('\n');
  const placed = code.replaceAll(/from '([^']+)'/g, (whole, name: string) => {
    const file = MODULES[name];
    return file === undefined ? whole : `from ${JSON.stringify(pathToFileURL(join(FOLDER, file)).href)}`;
  });
  return AROUND + placed;
};

/** Runs the page, and gives the lines that it printed. */
export const runClientPage = async (environment: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'folio-client-page-'));
  try {
    const file = join(folder, 'page.ts');
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(file, program());
    const options = { env: { ...process.env, ...environment }, timeout: WITHIN_MS };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', file],
      options,
    );
    return stdout.trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
