import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serveFront } from './front.ts';
import { type Serving, serve } from './loopback.ts';
import { serveNoCodeDeploy } from './no-code-deploy.ts';

export interface Emulator {
  /** The one endpoint of all services. */
  readonly url: string;
  /** What a process needs in its environment to take the emulator for AWS, and nothing of the account of whoever runs this. */
  readonly env: NodeJS.ProcessEnv;
  /** A folder that goes when it stops. */
  readonly home: string;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

export const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** For clients of the SDK within the test. */
export const connection = ({ url }: Emulator) => ({ endpoint: url, region: REGION, credentials: KEYS });

const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 10_000;
const POLL_MS = 50;

const freePort = async (): Promise<number> => {
  const { port, stop } = await serve(createServer());
  await stop();
  return port;
};

/** A function runs on whatever `node` comes first on the path: that is the one that runs this test, the release of Lambda's. */
const commonEnv = (home: string): NodeJS.ProcessEnv => ({
  PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
  HOME: home,
  TMPDIR: home,
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
});

const emulatorEnv = (home: string, front: Serving): NodeJS.ProcessEnv => ({
  ...commonEnv(home),
  // In the URLs that it makes up, of queues for instance. It listens elsewhere, behind the front.
  GATEWAY_PORT: String(front.port),
  // Signatures and policies count: a function may do what its role says. KEYS are the account's root.
  AUTH: 'true',
  // Where functions find AWS.
  AWS_ENDPOINT_URL: front.url,
  LAMBDA_EXECUTOR: 'local',
  // Listeners that it would open besides.
  IOT_MTLS_ENABLED: '0',
  SFTP_ENABLED: '0',
  http_proxy: front.url,
  no_proxy: '127.0.0.1',
});

const commandEnv = (home: string, url: string, codeDeploy: Serving): NodeJS.ProcessEnv => ({
  ...commonEnv(home),
  CI: 'true',
  AWS_REGION: REGION,
  AWS_ENDPOINT_URL: url,
  AWS_ENDPOINT_URL_CODEDEPLOY: codeDeploy.url,
  AWS_EC2_METADATA_DISABLED: 'true',
});

const hasEnded = ({ pid, exitCode, signalCode }: ChildProcess): boolean =>
  pid === undefined || exitCode !== null || signalCode !== null;

const end = async (child: ChildProcess): Promise<void> => {
  if (hasEnded(child)) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await gone;
  clearTimeout(late);
};

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );

const becomesReady = async (child: ChildProcess, url: string): Promise<boolean> => {
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await answers(url))) {
    if (hasEnded(child) || Date.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
};

/** Starts the emulator as a process of its own, on a free port of the loopback address. */
export const startEmulator = async (python: string): Promise<Emulator> => {
  const port = await freePort();
  const home = await mkdtemp(join(tmpdir(), 'folio-emulator-'));
  const [front, codeDeploy] = await Promise.all([serveFront(port), serveNoCodeDeploy()]);
  const { url } = front;
  const env = emulatorEnv(home, front);
  // The server that ministack starts itself.
  const args = ['-m', 'hypercorn', 'ministack.app:app', '--bind', `127.0.0.1:${port}`, '--keep-alive', '75'];
  const child = spawn(python, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-100_000);
  };
  child.on('error', (error) => collect(Buffer.from(error.message)));
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const stop = async (): Promise<void> => {
    await end(child);
    await Promise.all([front.stop(), codeDeploy.stop()]);
    await rm(home, { recursive: true, force: true });
  };
  if (!(await becomesReady(child, url))) {
    await stop();
    throw new Error(`the emulator did not become ready:\n${output}`);
  }
  return { url, env: commandEnv(home, url, codeDeploy), home, output: () => output, stop };
};
