import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { stderr } from '../../client/outlet.ts';

/** Where packages of Linux distributions put it; `FOLIO_CHROMIUM` names any other. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A browser of this machine; undefined, with a line that says so, where there is none. */
export const chromiumPath = (): string | undefined => {
  const found = [process.env.FOLIO_CHROMIUM ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));
  if (found === undefined)
    stderr().write('No Chromium here: nothing is tried in a browser (apt-get install chromium).\n');
  return found;
};

export const startChromium = async (executablePath: string): Promise<Browser> => {
  // Loaded here: without a browser nobody needs it.
  const { chromium } = await import('playwright-core');
  // Root, as which CI runs, has no sandbox; the pages are our own.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'], timeout: 60_000 });
};
