import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Becomes the engine, after leaving behind a guard that reads our end of a pipe. The pipe closes when this process ends in any
 * way, `kill -9` included, and the guard then kills the engine. The guard reads a copy of stdin, since the shell gives
 * background jobs /dev/null.
 */
const SCRIPT = 'exec 3<&0 </dev/null; (read -r _ <&3; kill -9 $$) >/dev/null 2>&1 & exec 3<&-; exec "$@"';

export interface Child {
  readonly pid: number;
  /** Resolves with a line for the log once the process has ended. */
  readonly ended: Promise<string>;
  /** Ends it and waits; nothing committed is lost. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a server that lives no longer than this process, and waits until a line of its output matches `ready`.
 *
 * @param env variables besides this process' own
 */
export const startChild = async (
  command: readonly string[],
  ready: RegExp,
  withinMs: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Child> => {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const said: string[] = [];
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve([signal ?? `exit code ${code}`, ...said.slice(-3)].join('; ')));
  });
  // Lets the guard go at once, before the process id could belong to somebody else.
  void ended.then(() => child.stdin?.end());
  child.stdin?.on('error', () => undefined);
  await untilReady(child, said, ready, withinMs, ended);
  return {
    pid: child.pid ?? 0,
    ended,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

const untilReady = async (
  child: ChildProcess,
  said: string[],
  ready: RegExp,
  withinMs: number,
  ended: Promise<string>,
): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const listening = new Promise<undefined>((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not ready within ${withinMs} ms`)), withinMs);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        if (said.push(line) > 20) said.shift();
        if (ready.test(line)) resolve(undefined);
      });
    }
  });
  try {
    const death = await Promise.race([listening, ended]);
    if (death !== undefined) throw new Error(death);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
};
