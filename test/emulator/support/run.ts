import { spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  /** What it wrote to stdout. */
  readonly out: string;
  /** Everything that it wrote, in the order in which it came. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
}

/** Runs a command to its end, or to the end of its time; a command that is not there has no exit code. */
export const run = (command: string, args: readonly string[], options: RunOptions): Promise<Ended> =>
  new Promise((resolve) => {
    const { timeoutMs, ...where } = options;
    const child = spawn(command, args, { ...where, stdio: ['ignore', 'pipe', 'pipe'] });
    const late = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    let out = '';
    let output = '';
    const end = (code: number | null): void => {
      clearTimeout(late);
      resolve({ code, out, output });
    };
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', (error) => {
      output += error.message;
      end(null);
    });
    child.on('close', end);
  });
