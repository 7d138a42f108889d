import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, startChromium } from '../../bin/bench/console/chromium.ts';
import { type ConsoleHost, startConsoleHost } from '../support/console-host.ts';
import { broken, keepShot, type Violations, visitor } from '../support/console-page.ts';
import { CLIENT, type OutsideIssuer, startIssuer } from '../support/outside-issuer.ts';

const [STARTS_WITHIN_MS, TEST_MS] = [60_000, 120_000];
const SCOPE = 'catalog:read ledger:read';
/** The provider of the issuer has tokens of whole seconds, and the console is to outlive one. */
const TOKEN_SECONDS = 600;

const browserPath = chromiumPath();
const inBrowser = browserPath === undefined ? describe.skip : describe;

inBrowser('a sign-in at an outside issuer, by its page and PKCE', () => {
  const violations: Violations = [];
  let host: ConsoleHost;
  let issuer: OutsideIssuer;
  let browser: Browser;

  beforeAll(async () => {
    host = await startConsoleHost();
    issuer = await startIssuer(`${host.url}/console`, SCOPE, TOKEN_SECONDS);
    host.trust({ issuer: issuer.url, clientId: CLIENT, scope: SCOPE, resource: 'urn:folio' });
    browser = await startChromium(browserPath ?? '');
  }, STARTS_WITHIN_MS);

  afterAll(async () => {
    await browser?.close();
    await issuer?.stop();
    await host?.stop();
  });

  /** Presses the button, and gives the window that it opens. */
  const opened = async (page: Page): Promise<Page> => {
    const opening = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Sign in at' }).click();
    return opening;
  };

  const kept = (page: Page): Promise<string> =>
    page.evaluate('JSON.stringify([localStorage.length, sessionStorage.length, document.cookie, location.search])');

  test(
    'opens the issuer’s window, comes back with a token for what was asked, and leaves it in no storage and no address',
    async () => {
      const { context, page } = await visitor(browser, violations);
      await page.goto(`${host.url}/console#/map`);
      const address = new Set<string>();
      page.on('framenavigated', (frame) => address.add(frame.url()));
      expect(await page.getByLabel('Client id').count()).toBe(0);
      await page.getByRole('button', { name: 'Sign in at' }).and(page.locator(':enabled')).waitFor();
      expect(await broken(page)).toEqual([]);
      await keepShot(page, 'sign-in-at-an-issuer');
      const window = await opened(page);
      await window.locator('input[name=login]').waitFor();
      const asked = new URL(window.url());
      expect(asked.origin).toBe(issuer.url);
      await window.locator('input[name=login]').fill('ada');
      await window.locator('input[name=password]').fill('any');
      await window.locator('button[type=submit]').click();
      await window.getByRole('button', { name: 'Continue' }).click();
      await page.locator('.canvas .node').first().waitFor();
      await expect(window.waitForEvent('close').catch(() => 'closed')).resolves.toBeDefined();
      const [first] = host.calls as readonly Readonly<Record<string, unknown>>[];
      expect(first).toMatchObject({ iss: issuer.url, sub: 'ada', tenant: 'acme', scope: SCOPE, client_id: CLIENT });
      expect(await kept(page)).toBe('[0,0,"",""]');
      expect([...address].filter((url) => /code=|token=/.test(url))).toEqual([]);
      await page.reload();
      await page.getByRole('button', { name: 'Sign in at' }).waitFor();
      await context.close();
      expect(violations).toEqual([]);
    },
    TEST_MS,
  );

  test(
    'says that it was broken off where the person does not agree, and begins anew by another press',
    async () => {
      const { context, page } = await visitor(browser, violations);
      await page.goto(`${host.url}/console`);
      const window = await opened(page);
      await window.getByRole('link', { name: 'Cancel' }).click();
      await page.getByRole('alert').getByText('broken off').waitFor();
      const before = new URL((await opened(page)).url());
      expect(before.origin).toBe(issuer.url);
      await context.close();
    },
    TEST_MS,
  );

  test(
    'takes no code that was begun elsewhere: neither of another state, nor of a verifier that is not in this page',
    async () => {
      const { context, page } = await visitor(browser, violations);
      await page.goto(`${host.url}/console`);
      const calls = host.calls.length;
      const asked: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST') asked.push(request.url());
      });
      await opened(page);
      const forged = await context.newPage();
      await forged.goto(`${host.url}/console?code=stolen&state=guessed`);
      await forged
        .getByText('Close this window')
        .waitFor()
        .catch(() => undefined);
      await page.waitForTimeout(500);
      expect([asked, host.calls.length]).toEqual([[], calls]);
      await page.getByText('Go on in the window').waitFor();
      await context.close();
    },
    TEST_MS,
  );
});
