import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TokenSource, tokenSource } from '../../clients/typescript/src/token-source.ts';
import { transportBy } from '../../clients/typescript/src/transport.ts';
import { madeReady, readyFolder } from './ready-folder.ts';

/** Cold caches and two busy cores: a start that takes longer than this has failed. */
const READY_WITHIN_MS = 120_000;
const POLL_MS = 25;

interface LocalFile {
  readonly url: string;
  readonly pid: number;
  readonly tenants: readonly { readonly tenant: string; readonly clientId: string; readonly clientSecret: string }[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, else the text. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes and assert on what they find.
  readonly body: any;
  readonly text: string;
}

export interface CallOptions {
  readonly body?: unknown;
  /** Sent as they are, instead of `body`. */
  readonly raw?: string | Uint8Array;
  /** An Idempotency-Key; a POST without one gets a fresh one, unless it is null. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** null sends no token. */
  readonly token?: string | null;
}

/** The API as one tenant sees it. */
export interface Client {
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly token: (scope?: string) => Promise<string>;
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body?: unknown, key?: string | null) => Promise<Answer>;
}

export interface LocalCloud {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly client: (tenant: 'acme' | 'globex') => Client;
  readonly output: () => string;
  /** Kills the process and all it stands for, as a power cut would, and waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** Ends it as Ctrl-C does; with `keep` the data stays. */
  readonly stop: (keep?: 'keep') => Promise<void>;
}

/** Far above what a busy machine takes for an answer. */
const ANSWERS_WITHIN_MS = 120_000;

/** A client of the API at a URL without a slash at its end: tokens and calls are the typed client's. */
export const clientOf = (url: string, of: LocalFile['tenants'][number]): Client => {
  const { clientId, clientSecret } = of;
  const sources = new Map<string, TokenSource>();
  const sourceOf = (scope: string): TokenSource => {
    const asked = { url, clientId, clientSecret, ...(scope === '' ? {} : { scope }) };
    const source = sources.get(scope) ?? tokenSource({ ...asked, send: fetch });
    sources.set(scope, source);
    return source;
  };
  // Each try is a test's own to see.
  const carrier = transportBy(sourceOf(''), { tries: 1, withinMs: ANSWERS_WITHIN_MS });
  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    const headers = new Headers(options.headers);
    const key = options.key === undefined && method === 'POST' ? randomUUID() : options.key;
    if (typeof key === 'string') headers.set('idempotency-key', key);
    if (typeof options.token === 'string') headers.set('authorization', `Bearer ${options.token}`);
    const sent = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    if (sent !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const init = { method, headers, ...(sent === undefined ? {} : { body: sent }) } as RequestInit;
    // With a token of another's, or none, it is no call that a client makes.
    const response = await (options.token === undefined
      ? carrier.send(new Request(url + path, init))
      : fetch(url + path, init));
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : text };
  };
  return {
    ...of,
    token: (scope = '') => sourceOf(scope).get(),
    call,
    get: (path) => call('GET', path),
    post: (path, body, key) =>
      call('POST', path, { ...(body === undefined ? {} : { body }), ...(key === undefined ? {} : { key }) }),
  };
};

/** Undefined for what a test has damaged before the start. */
const parsed = (text: string): LocalFile | undefined => {
  try {
    return JSON.parse(text) as LocalFile;
  } catch {
    return undefined;
  }
};

const readLocalFile = async (dataDir: string, pid: number | undefined): Promise<LocalFile | undefined> => {
  const text = await readFile(join(dataDir, 'local.json'), 'utf8').catch(() => '');
  if (text === '') return undefined;
  const file = parsed(text);
  return file?.pid === pid ? file : undefined;
};

const gone = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

/** Another app, or another environment at its synthesis, is deployed a first time. */
const newFolder = ({ app, environment }: { readonly app?: string; readonly environment?: object }): Promise<string> =>
  app === undefined && environment === undefined ? readyFolder(startOnce) : mkdtemp(join(tmpdir(), 'folio-test-'));

/**
 * Starts `folio start` as a user does, as a process of its own, on a free port and a folder of its own, in which this app has been
 * deployed before.
 */
export const startLocal = async (
  options: {
    readonly dataDir?: string;
    readonly args?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    /** The checkout that is started; this one unless said. */
    readonly app?: string;
  } = {},
): Promise<LocalCloud> => {
  const dataDir = options.dataDir ?? (await newFolder(options));
  const told = ['--port', '0', '--data', dataDir, '--webhooks-to', 'any', ...(options.args ?? [])];
  const cwd = options.app ?? process.cwd();
  const args = ['bin/folio.ts', 'start', ...told];
  const env = { ...process.env, ...options.environment };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-100_000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const until = Date.now() + READY_WITHIN_MS;
  let file: LocalFile | undefined;
  for (;;) {
    file = await readLocalFile(dataDir, child.pid);
    if (file !== undefined) break;
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`the local cloud did not become ready:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const { url, pid, tenants } = file;
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await gone(child);
  };
  return {
    url,
    pid,
    dataDir,
    client: (tenant) => {
      const found = tenants.find((one) => one.tenant === tenant);
      if (found === undefined) throw new Error(`no tenant ${tenant}`);
      return clientOf(url, found);
    },
    output: () => output,
    kill: () => end('SIGKILL'),
    stop: async (keep) => {
      await end('SIGTERM');
      if (keep === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/** What a first start sets off behind it (records of releases, their copies) is mostly over then; the rest goes on in each copy. */
const SETTLES_MS = 2_000;

const startOnce = async (dataDir: string): Promise<void> => {
  const cloud = await startLocal({ dataDir });
  await new Promise((resolve) => setTimeout(resolve, SETTLES_MS));
  await cloud.stop('keep');
};

/** Makes the folder that `startLocal` copies, where this state of the code has none. */
export const makeReady = (): Promise<string> => madeReady(startOnce);

/** The longest pause between two reads of what is waited for. */
const PAUSE_MAX_MS = 500;

/**
 * Polls until `read` gives something that `good` accepts; fails with the last value after `withinMs`. A read that takes long, a
 * log of many pages or a command, is followed by a pause as long: those who wait take no more than half of a core from the rest.
 */
export const eventually = async <T>(
  read: () => Promise<T>,
  good: (value: T) => boolean,
  withinMs = 20_000,
): Promise<T> => {
  const until = Date.now() + withinMs;
  for (;;) {
    const from = performance.now();
    const value = await read();
    if (good(value)) return value;
    const tookMs = performance.now() - from;
    if (Date.now() > until)
      throw new Error(`not within ${withinMs} ms; last seen: ${JSON.stringify(value)?.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(tookMs, POLL_MS), PAUSE_MAX_MS)));
  }
};
