import { spawn } from 'node:child_process';
import { hash, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A change of a source file: what stands there once, and what shall stand there instead; or the whole of it. */
export type Patch =
  | { readonly file: string; readonly from: string; readonly to: string }
  | { readonly file: string; readonly text: string };

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** @throws Error with all that a command has said, where it ended in another way */
export const endedWith = (wanted: number, { code, output }: Ended): void => {
  if (code !== wanted) throw new Error(`ended with ${code}, not ${wanted}:\n${output}`);
};

/** A copy of the app with some of its sources changed, from which `folio` can be run. */
export interface ChangedApp {
  readonly dir: string;
  readonly folio: (...args: readonly string[]) => Promise<Ended>;
  readonly remove: () => void;
}

const ROOT = join(import.meta.dirname, '..', '..');
const COPIED = [
  'bin',
  'lib',
  'functions',
  'clients',
  'console',
  'local',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** What is not changed need not be built again. */
const BUNDLES = { FOLIO_BUNDLES: join(ROOT, 'node_modules', '.cache', 'folio-bundles') };

/** The same packages, but a cache of its own: a changed app's assemblies are nothing to keep. */
const linkPackages = (dir: string): void => {
  const packages = realpathSync(join(ROOT, 'node_modules'));
  mkdirSync(join(dir, 'node_modules'));
  for (const name of readdirSync(packages)) {
    if (name !== '.cache') symlinkSync(join(packages, name), join(dir, 'node_modules', name));
  }
};

const apply = (dir: string, patch: Patch): void => {
  const path = join(dir, patch.file);
  if ('text' in patch) {
    writeFileSync(path, patch.text);
    return;
  }
  const { file, from, to } = patch;
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`the patch of ${file} does not apply once: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
};

const copyWith = (dir: string, patches: readonly Patch[]): void => {
  for (const name of COPIED) cpSync(join(ROOT, name), join(dir, name), { recursive: true });
  linkPackages(dir);
  for (const patch of patches) apply(dir, patch);
};

/** Puts a whole copy where it is looked for; where another worker was faster, its one stays. */
const keep = (draft: string, dir: string): void => {
  try {
    renameSync(draft, dir);
  } catch (error) {
    if (!existsSync(dir)) throw error;
    rmSync(draft, { recursive: true });
  }
};

/** The copy with these changes that all files of a run share, with what is synthesized of it (test/runner/after.js removes it). */
const sharedIn = (folder: string, patches: readonly Patch[]): string => {
  const dir = join(folder, hash('sha256', JSON.stringify(patches)).slice(0, 16));
  if (existsSync(dir)) return dir;
  const draft = `${dir}.${randomUUID()}`;
  copyWith(draft, patches);
  keep(draft, dir);
  return dir;
};

const ownCopy = (patches: readonly Patch[]): string => {
  const dir = mkdtempSync(join(tmpdir(), 'folio-changed-'));
  copyWith(dir, patches);
  return dir;
};

export const changedApp = (...patches: readonly Patch[]): ChangedApp => {
  const shared = process.env.FOLIO_TEST_APPS;
  const dir = shared === undefined ? ownCopy(patches) : sharedIn(shared, patches);
  return {
    dir,
    remove: () => {
      if (shared === undefined) rmSync(dir, { recursive: true, force: true });
    },
    folio: (...args) =>
      new Promise((resolve, reject) => {
        const env = { ...process.env, ...BUNDLES };
        const child = spawn(process.execPath, [join(dir, 'bin/folio.ts'), ...args], { cwd: dir, env });
        let output = '';
        const collect = (chunk: Buffer) => {
          output += chunk.toString();
        };
        child.stdout.on('data', collect);
        child.stderr.on('data', collect);
        child.on('error', reject).on('close', (code) => resolve({ code, output }));
      }),
  };
};

/** What the ledger says of an account that nobody knows, and a release of it that says its own name there. */
export const REFUSAL = 'There is no such account.';
export const named = (name: string): Patch => ({
  file: 'functions/ledger/handlers/api/get-account.ts',
  from: REFUSAL,
  to: `${name}: ${REFUSAL}`,
});

/**
 * A release after this one, as far as an older one can see it: everything that the ledger writes holds something more that no
 * release so far knows.
 */
export const NEXT_RELEASE: readonly Patch[] = [
  {
    file: 'functions/ledger/store/table/receipt-item.ts',
    from: '  [RECEIPT.codeVersion]: s(receipt.codeVersion),\n',
    to: "  [RECEIPT.codeVersion]: s(receipt.codeVersion),\n  tomorrow: s('receipt'),\n",
  },
  {
    file: 'functions/ledger/store/table/account-item.ts',
    from: '  [ACCOUNT.createdAt]: n(account.createdAt),\n',
    to: "  [ACCOUNT.createdAt]: n(account.createdAt),\n  tomorrow: s('account'),\n",
  },
  {
    file: 'functions/ledger/store/commit/account-update.ts',
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: pieces of source.
    from: 'SET ${ACCOUNT.lines} = :lines ${add}',
    to: 'SET ${ACCOUNT.lines} = :lines, tomorrowToo = :lines ${add}',
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: pieces of source.
  },
  {
    file: 'functions/ledger/store/table/entry-item.ts',
    from: '  at: n(entry.at),\n  ...(entry.effectiveAt',
    to: "  at: n(entry.at),\n  tomorrow: s('entry'),\n  ...(entry.effectiveAt",
  },
  {
    file: 'functions/ledger/store/relay/event-messages.ts',
    from: '    hops: 0,\n',
    to: "    hops: 0,\n    tomorrow: 'event',\n",
  },
];

/** The same of webhooks: its items and its jobs. */
export const NEXT_WEBHOOKS: readonly Patch[] = [
  {
    file: 'functions/webhooks/store/table/delivery-item.ts',
    from: '  round: n(delivery.round),\n',
    to: "  round: n(delivery.round),\n  tomorrow: s('delivery'),\n",
  },
  {
    file: 'functions/webhooks/store/table/endpoint-item.ts',
    from: '  revision: n(endpoint.revision),\n',
    to: "  revision: n(endpoint.revision),\n  tomorrow: s('endpoint'),\n",
  },
  {
    file: 'functions/webhooks/store/relay/sequence.ts',
    from: '  body: s(event.body),\n',
    to: "  body: s(event.body),\n  tomorrow: s('event'),\n",
  },
  {
    file: 'functions/webhooks/model/job.ts',
    from: '  deferred: 0,\n',
    to: "  deferred: 0,\n  tomorrow: 'job',\n",
  },
];

/** The same of payments. */
export const NEXT_PAYMENTS: readonly Patch[] = [
  {
    file: 'functions/payments/store/table/payment-item.ts',
    from: '    fingerprint: s(payment.fingerprint),\n',
    to: "    fingerprint: s(payment.fingerprint),\n    tomorrow: s('payment'),\n",
  },
  {
    // In whatever has to do with payments, and is so of another version.
    file: 'functions/payments/store/table/payment-item.ts',
    from: 'export const destinationItem =',
    to: 'Object.assign(globalThis, { tomorrow: true });\nexport const destinationItem =',
  },
];

/** The same of statements: and its points are of a form that the present release does not read. */
export const NEXT_STATEMENTS: readonly Patch[] = [
  {
    file: 'functions/statements/store/table/entry-item.ts',
    from: '  v: n(entry.version),\n',
    to: "  v: n(entry.version),\n  tomorrow: s('entry'),\n",
  },
  {
    file: 'functions/statements/store/table/bank-file-item.ts',
    from: '  bytes: n(file.bytes),\n',
    to: "  bytes: n(file.bytes),\n  tomorrow: s('file'),\n",
  },
  {
    file: 'functions/statements/store/table/point-item.ts',
    from: 'const FORM = 1;',
    to: 'const FORM = 2;',
  },
  {
    // In whatever has to do with the table, and is so of another version.
    file: 'functions/statements/store/table/keys.ts',
    from: '/** Versions sort as text',
    to: 'Object.assign(globalThis, { tomorrow: true });\n/** Versions sort as text',
  },
];

/** A release whose transfers all fail. */
export const FAILING: Patch = {
  file: 'functions/ledger/handlers/api/create-transaction.ts',
  from: ': commitTransaction(store, idempotentRequest(call), call.body)',
  to: ": Promise.reject(new TypeError('planted'))",
};
/** A release that credits one unit more than it says: money out of nothing. */
export const MINTING: Patch = {
  file: 'functions/ledger/store/commit/account-update.ts',
  from: '[ACCOUNT.credits, totals.credits] as const',
  to: '[ACCOUNT.credits, totals.credits === 0n ? 0n : totals.credits + 1n] as const',
};
/** A release of another domain, which goes by canary: what every client asks first fails. */
export const UNDISCOVERED: Patch = {
  file: 'functions/identity/handlers/api/publish-keys.ts',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a piece of source.
  from: 'token_endpoint: `${issuer}/oauth/token`',
  to: "token_endpoint: (() => { throw new TypeError('planted'); })()",
};
