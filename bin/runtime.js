// Plain JavaScript that older releases of Node read as well: it is what they run to get to the right one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The release line that Folio runs on, as Lambda does. */
const NODE_MAJOR = 24;

const major = Number(process.versions.node.split('.')[0]);

/** Where npm has put the Node of this machine's kind. Not by `node_modules/.bin`: npm 10 leaves it out of there. */
const brought = () => {
  const isWindows = process.platform === 'win32';
  const folder = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const path = join(
    dirname(fileURLToPath(import.meta.url)),
    '..',
    'node_modules',
    folder,
    'bin',
    isWindows ? 'node.exe' : 'node',
  );
  return existsSync(path) ? path : undefined;
};

/** Ends as the child has ended: with its code, or as shells tell a signal. */
const endLike = (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]);

/** Runs `args` with another Node in place of this process, as far as this release can: signals and exit codes pass through. */
export const hand = (node, args) => {
  process.execve?.(node, [node, ...args], process.env);
  const child = spawn(node, args, { stdio: 'inherit' });
  // A terminal tells both of Ctrl-C: the child decides what becomes of it.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`folio: ${node} does not run: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', endLike);
  return new Promise(() => undefined);
};

/** Goes on in this process where it is the right Node, else hands `args` to the one that npm has brought. */
export const withNode = async (args, goOn) => {
  if (major >= NODE_MAJOR) return goOn();
  const node = brought();
  if (node !== undefined) return hand(node, args);
  process.stderr.write(
    `folio: this is Node ${process.versions.node}, and Folio runs on Node ${NODE_MAJOR}. "npm ci" brings it to Linux (x64, arm64) and Windows (x64); elsewhere install it.\n`,
  );
  process.exit(1);
};
