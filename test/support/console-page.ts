import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Client } from './local-cloud.ts';

const WITHIN_MS = 60_000;
const POLL_MS = 25;
const SHOTS = join(process.cwd(), 'docs/console');

let axe: string | undefined;
const axeSource = (): string => {
  axe ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return axe;
};

/** Everything that the browser's policy refused, of all pages of a context. */
export type Violations = string[];

export interface Looks {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
}

/** A browser of somebody who has never been here; its violations of the policy are collected. */
export const visitor = async (
  browser: Browser,
  violations: Violations,
  { colorScheme = 'light', width = 1360 }: Looks = {},
): Promise<{ readonly context: BrowserContext; readonly page: Page }> => {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 850 } });
  const page = await context.newPage();
  page.setDefaultTimeout(WITHIN_MS);
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML|Trusted ?Type/i.test(message.text())) violations.push(message.text());
  });
  page.on('pageerror', (error) => violations.push(String(error)));
  return { context, page };
};

export const signIn = async (page: Page, { clientId, clientSecret }: Pick<Client, 'clientId' | 'clientSecret'>) => {
  await page.getByLabel('Client id').fill(clientId);
  await page.getByLabel('Client secret').fill(clientSecret);
  await page.getByRole('button', { name: 'Sign in' }).click();
};

/** Goes to a room, and waits until it has what it asked for. */
export const enter = async (page: Page, room: string): Promise<void> => {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${room}`)}`);
  await settled(page);
};

export const settled = async (page: Page): Promise<void> => {
  // The page of the sign-in has a heading too.
  await page.locator('.shell main h1').first().waitFor();
  // Playwright's own waiting for a condition evaluates text, which the page's policy refuses.
  const until = Date.now() + WITHIN_MS;
  while (!(await page.evaluate<boolean>("document.querySelector('.loading') === null"))) {
    if (Date.now() > until) throw new Error('the room still loads');
    await page.waitForTimeout(POLL_MS);
  }
};

/** Rules of WCAG 2.2 A and AA, and axe's own of best practice, that the page breaks: rule and element. */
export const broken = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axeSource());
  return page.evaluate<readonly string[]>(
    "axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160))))",
  );
};

/** Kept beside the page that shows them, where a run asks for it: pictures of other machines' fonts would only make noise. */
export const keepShot = async (page: Page, name: string): Promise<void> => {
  if (process.env.FOLIO_CONSOLE_SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
};
