import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { StartFailure } from '../start-failure.ts';

/** Folders that one --data may have to be made in; more is a mistake. */
const MISSING_MAX = 32;
/** Everybody writes to it, and nobody takes away what is another's: `/tmp`. */
const STICKY = 0o1000;

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Those that are not there, the outermost first. */
const missing = (path: string): readonly string[] => {
  const found: string[] = [];
  for (let at = resolve(path); !exists(at); at = dirname(at)) {
    if (found.length === MISSING_MAX) throw new StartFailure(`${path} lies too deep; give another folder with --data`);
    found.unshift(at);
  }
  return found;
};

/**
 * Makes the folder, and those that it lies in, where they are not there. One by one: Node's own recursive way never ends
 * below `/proc`.
 * @throws StartFailure for a file, and for folders that belong to more than one purpose
 */
export const makeFolder = (path: string): void => {
  for (const each of missing(path)) mkdirSync(each, { mode: 0o700 });
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    throw new StartFailure(`${path} is a link that leads nowhere; give another folder with --data`);
  if (!found.isDirectory()) throw new StartFailure(`${path} is not a folder; give another one with --data`);
  const { dev, ino } = statSync(homedir(), { throwIfNoEntry: false }) ?? {};
  const isHome = found.dev === dev && found.ino === ino;
  if (isHome || (found.mode & STICKY) !== 0 || resolve(path) === '/')
    throw new StartFailure(`${path} is not for one program alone; give a folder in it with --data`);
};
