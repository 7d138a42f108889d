import { timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isAbsolute, join } from 'node:path';
import type { Pace } from '../codedeploy/traffic.ts';
import { StartFailure } from '../data-folder.ts';

/** Where a running local cloud takes orders. */
export const DEPLOY_PATH = '/deploy';

export interface DeployOrder {
  /** Absolute path of the synthesized app. */
  readonly assemblyDir: string;
  readonly pace: Pace;
}

export interface ControlDeps {
  /** Who knows it may give orders; it stands in the data folder, which only its owner reads. */
  readonly token: string;
  readonly deploy: (order: DeployOrder, say: (line: string) => void) => Promise<void>;
  readonly log: (line: string) => void;
}

export interface Control {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** One line of the answer. The last one says how it ended; without one nobody knows, and the deployment goes on. */
export type ControlLine =
  | { readonly says: string }
  | { readonly done: true }
  | { readonly refused: string }
  | { readonly failed: string };

const MAX_BODY_BYTES = 64 * 1024;
const MAX_BAKE_MS = 24 * 3_600_000;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) throw new StartFailure('the order is too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
};

const isTrusted = (request: IncomingMessage, token: string): boolean => {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};

const within = (value: unknown, low: number, high: number): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= low && value <= high;

const readOrder = (body: string): DeployOrder => {
  const order = JSON.parse(body) as Partial<Record<'assemblyDir' | 'canaryPercent' | 'bakeMs', unknown>>;
  const { assemblyDir, canaryPercent, bakeMs } = order;
  if (typeof assemblyDir !== 'string' || !isAbsolute(assemblyDir) || !existsSync(join(assemblyDir, 'manifest.json')))
    throw new StartFailure('the order names no synthesized app; assemblyDir is the absolute path of one');
  if (!within(canaryPercent, 1, 100)) throw new StartFailure('canaryPercent is a number from 1 to 100');
  if (!within(bakeMs, 0, MAX_BAKE_MS)) throw new StartFailure(`bakeMs is a number from 0 to ${MAX_BAKE_MS}`);
  return { assemblyDir, pace: { canaryPercent, bakeMs } };
};

const obey = async (deps: ControlDeps, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (!isTrusted(request, deps.token)) {
    response.writeHead(403).end();
    return;
  }
  if (request.method !== 'POST' || request.url !== DEPLOY_PATH) {
    response.writeHead(404).end();
    return;
  }
  const say = (line: ControlLine): void => void response.write(`${JSON.stringify(line)}\n`);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  try {
    await deps.deploy(readOrder(await readBody(request)), (line) => say({ says: line }));
    say({ done: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // What an operator can put right is a refusal; anything else is a defect, whose stack goes to the log.
    if (error instanceof StartFailure) say({ refused: message });
    else {
      deps.log(`a deployment failed: ${error instanceof Error ? error.stack : message}`);
      say({ failed: message });
    }
  }
  response.end();
};

/**
 * Takes orders of the `folio` command for this running cloud, on a loopback port of its own, which no function is told. A caller
 * that goes away does not end what it ordered.
 */
export const startControl = async (deps: ControlDeps): Promise<Control> => {
  const server = createServer((request, response) => {
    obey(deps, request, response).catch((error: unknown) => {
      deps.log(`the control port failed: ${error instanceof Error ? error.stack : String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the control port has no number');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
