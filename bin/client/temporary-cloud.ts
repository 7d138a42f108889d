import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFailure } from './problem-error.ts';
import { PROJECT_DIR } from './project.ts';
import { type LocalFile, runningLocal } from './target.ts';

/** A first start synthesizes the app on a cold machine: longer than that may take. */
const READY_WITHIN_MS = 330_000;
const POLL_MS = 50;

export interface TemporaryCloud {
  readonly local: LocalFile;
  readonly dataDir: string;
  /** Ends it and removes its data. */
  readonly stop: () => Promise<void>;
}

const exited = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The way to end a temporary cloud, which is also gone, with its data, when this process is ended by a signal or leaves by any
 * other way. A second signal waits for nothing.
 */
const endWithUs = (child: ChildProcess, dataDir: string): (() => Promise<void>) => {
  const atOnce = () => {
    child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  };
  let ending: Promise<void> | undefined;
  const end = async () => {
    child.kill('SIGTERM');
    await exited(child);
    await rm(dataDir, { recursive: true, force: true });
    process.removeListener('exit', atOnce);
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
  const stop = () => {
    ending ??= end();
    return ending;
  };
  const onSignal = (signal: NodeJS.Signals) => {
    // What shells expect of one that a signal has ended.
    const leave = () => process.exit(128 + constants.signals[signal]);
    if (ending !== undefined) leave();
    stop().then(leave, leave);
  };
  process.once('exit', atOnce);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return stop;
};

/** A local cloud in a process and a folder of its own, on a free port. */
export const temporaryCloud = async (
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<TemporaryCloud> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'folio-'));
  const command = [join(PROJECT_DIR, 'bin/folio.ts'), 'start', '--port', '0', '--data', dataDir, ...args];
  const child = spawn(process.execPath, command, {
    cwd: PROJECT_DIR,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000);
  });
  const stop = endWithUs(child, dataDir);
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const local = await runningLocal(dataDir);
    if (local !== undefined) return { local, dataDir, stop };
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > until) {
      const isLate = child.exitCode === null && child.signalCode === null;
      await stop();
      const why = isLate ? `it was not ready within ${READY_WITHIN_MS / 1000} s.` : 'it ended.';
      throw new CommandFailure(`The local cloud did not start: ${why}${errors === '' ? '' : `\n${errors.trimEnd()}`}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};
