import type { Browser, Page } from 'playwright-core';
import { LARGE, largeGraph } from './large-graph.ts';

/** Who looks, and where. */
export interface Visit {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const WITHIN_MS = 60_000;
const VIEW = { width: 1360, height: 850 } as const;
const DRAGS_FOR_MS = 2_000;
const STEP_PX = 9;

const newPage = async (browser: Browser) => {
  const context = await browser.newContext({ viewport: VIEW });
  const page = await context.newPage();
  page.setDefaultTimeout(WITHIN_MS);
  return { context, page };
};

const signIn = async (page: Page, { clientId, clientSecret }: Visit): Promise<void> => {
  await page.getByLabel('Client id').fill(clientId);
  await page.getByLabel('Client secret').fill(clientSecret);
  await page.getByRole('button', { name: 'Sign in' }).click();
};

/** A page that looks at the overview, as somebody leaves it open. */
export const lookOn = async (browser: Browser, visit: Visit): Promise<{ readonly close: () => Promise<void> }> => {
  const { context, page } = await newPage(browser);
  await page.goto(`${visit.url}/console`);
  await signIn(page, visit);
  await page.locator('.headline').first().waitFor();
  return { close: () => context.close() };
};

/**
 * Of a browser that has nothing of the console yet: from the address to the form, and from its button to the first drawn part of the map. What a
 * person types in between is not counted.
 */
export const firstMapMs = async (browser: Browser, visit: Visit): Promise<number> => {
  const { context, page } = await newPage(browser);
  try {
    const from = performance.now();
    await page.goto(`${visit.url}/console#/map`, { waitUntil: 'commit' });
    await page.getByLabel('Client id').waitFor();
    const seen = performance.now();
    await page.getByLabel('Client id').fill(visit.clientId);
    await page.getByLabel('Client secret').fill(visit.clientSecret);
    const typed = performance.now();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.canvas .node').first().waitFor();
    return seen - from + (performance.now() - typed);
  } finally {
    await context.close();
  }
};

/** Leads to the map and counts until all of it is painted. Text, since the page's policy lets no function be made of one. */
const TO_THE_MAP = `new Promise((resolve) => {
  const from = performance.now();
  const look = () => {
    const [nodes, edges] = ['.node', '.edge'].map((one) => document.querySelectorAll('.canvas ' + one).length);
    if (nodes < ${LARGE.components} || edges < ${LARGE.edges}) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - from)));
  };
  location.hash = '#/map';
  look();
})`;

const COUNT_FRAMES = `new Promise((resolve) => {
  const from = performance.now();
  let frames = 0;
  const next = (now) => {
    frames += 1;
    if (now - from >= ${DRAGS_FOR_MS}) return resolve((frames * 1000) / (now - from));
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})`;

const SCROLLED = `(() => { const box = document.querySelector('.canvas'); return box.scrollLeft + box.scrollTop; })()`;

export interface LargeMap {
  readonly drawnMs: number;
  readonly framesPerSecond: number;
  /** How far it went: frames of a map that stands still say nothing. */
  readonly draggedPx: number;
}

/** A map of 500 parts and 5,000 arrows, which the page gets in place of the system's own: until it is painted, and how it moves under the mouse. */
export const largeMap = async (browser: Browser, visit: Visit): Promise<LargeMap> => {
  const { context, page } = await newPage(browser);
  const body = JSON.stringify(largeGraph());
  try {
    await page.goto(`${visit.url}/console#/components`);
    await signIn(page, visit);
    await page.locator('tbody tr').first().waitFor();
    await page.route('**/v1/catalog/graph*', (route) => route.fulfill({ contentType: 'application/json', body }));
    const drawnMs = await page.evaluate<number>(TO_THE_MAP);
    const box = await page.locator('.canvas').boundingBox();
    if (box === null) throw new Error('the map has no place on the page');
    const [x, y] = [box.x + box.width - 40, box.y + Math.min(box.height, VIEW.height - box.y) - 40];
    const before = await page.evaluate<number>(SCROLLED);
    await page.mouse.move(x, y);
    await page.mouse.down();
    const counted = page.evaluate<number>(COUNT_FRAMES);
    const until = performance.now() + DRAGS_FOR_MS;
    let draggedPx = 0;
    for (let step = 1; performance.now() < until; step += 1) {
      await page.mouse.move(x - ((step * STEP_PX) % (box.width - 80)), y - ((step * STEP_PX) % 300));
      draggedPx = Math.max(draggedPx, Math.abs((await page.evaluate<number>(SCROLLED)) - before));
    }
    const framesPerSecond = await counted;
    await page.mouse.up();
    return { drawnMs, framesPerSecond, draggedPx };
  } finally {
    await context.close();
  }
};
