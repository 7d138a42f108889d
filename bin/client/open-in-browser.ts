import { spawn } from 'node:child_process';
import { stdout } from './outlet.ts';

/** What opens an address on each platform; on Windows `start` is the shell's own. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * Opens an address in the person's browser. One who is not at a screen (no display, no terminal, CI) has none; where the opener fails,
 * a note says so: the address is printed anyway.
 */
export const openInBrowser = async (url: string, note: (line: string) => void): Promise<void> => {
  const { platform, env } = process;
  const hasScreen = platform !== 'linux' || env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined;
  if (!stdout().isTerminal || !hasScreen || env.CI !== undefined) return;
  const [command, ...args] = OPENERS[platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  await new Promise<void>((resolve) => {
    child.once('error', () => {
      note('No browser could be opened: open the address yourself.');
      resolve();
    });
    child.once('spawn', resolve);
  });
  child.unref();
};
