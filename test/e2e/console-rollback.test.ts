import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chromiumPath, startChromium } from '../../bin/bench/console/chromium.ts';
import { type ChangedApp, changedApp, endedWith } from '../support/changed-app.ts';
import { broken, enter, keepShot, settled, signIn, type Violations, visitor } from '../support/console-page.ts';
import { type Client, type LocalCloud, startLocal } from '../support/local-cloud.ts';

const STARTS_WITHIN_MS = 600_000;
const TEST_MS = 240_000;
const LEDGER = 'There is no such account.';
const WEBHOOKS = '`There is no such ${' + 'what}.`';

let cloud: LocalCloud;
let acme: Client;
let app: ChangedApp;

/** A second release of two domains, each of which says so in an answer. */
beforeAll(async () => {
  cloud = await startLocal();
  acme = cloud.client('acme');
  app = changedApp(
    { file: 'functions/ledger/handlers/api/get-account.ts', from: LEDGER, to: `Second: ${LEDGER}` },
    { file: 'functions/webhooks/handlers/api/not-found.ts', from: WEBHOOKS, to: `\`Second: ${WEBHOOKS.slice(1)}` },
  );
  const at = ['--data', cloud.dataDir, '--canary', '100', '--bake', '0ms'];
  endedWith(0, await app.folio('deploy', ...at));
}, STARTS_WITHIN_MS);

afterAll(async () => {
  await cloud?.stop();
  app?.remove();
});

const detailOf = async (path: string): Promise<string> => (await acme.get(path)).body.detail;
const because = { reason: 'a drill', incident: 'INC-1' };

describe('a rollback through the API', () => {
  test('is for releases:operate alone, and from no page of another origin; refused, it changes nothing', async () => {
    const path = '/v1/releases/webhooks/rollback';
    const before = (await acme.get('/v1/releases/webhooks')).body;
    expect(before).toMatchObject({ release: 2, back: { release: 1 }, open: null, problems: [] });
    expect((await acme.call('POST', path, { token: null, body: because })).status).toBe(401);
    const reader = await acme.token('catalog:read');
    expect((await acme.call('POST', path, { token: reader, body: because })).status).toBe(403);
    const forged = { body: because, headers: { origin: 'https://evil.example' } };
    expect((await acme.call('POST', path, forged)).status).toBe(403);
    expect((await acme.post(path, {})).status).toBe(400);
    const unknown = await acme.post('/v1/releases/nothing/rollback', because);
    expect([unknown.status, unknown.body.type]).toEqual([409, '/problems/release-refused']);
    expect((await acme.get('/v1/releases/nothing')).status).toBe(404);
    expect((await acme.get('/v1/releases/webhooks')).body).toEqual(before);
  });

  test('is done once for two operators who ask at once, and is on record as the command’s is', async () => {
    const path = '/v1/releases/webhooks/rollback';
    const answers = await Promise.all([acme.post(path, because), acme.post(path, because)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { body } = await acme.get('/v1/releases/webhooks');
    expect(body).toMatchObject({ release: 1, back: null, open: null, problems: [] });
    const kinds = body.entries.map(({ kind }: { readonly kind: string }) => kind);
    expect(kinds.slice(0, 2)).toEqual(['rollback-done', 'rollback-begun']);
    expect(kinds.filter((kind: string) => kind === 'rollback-begun')).toHaveLength(1);
    expect(body.entries[1].says).toContain(': a drill (INC-1)');
    expect(body.entries[0].actor).toBe(`acme/${acme.clientId}`);
    const history = await app.folio('release', 'history', 'webhooks', '--data', cloud.dataDir);
    expect(history.output).toContain(`acme/${acme.clientId}`);
    endedWith(0, await app.folio('release', 'status', 'webhooks', '--data', cloud.dataDir));
    const { body: feed } = await acme.get('/v1/catalog/activity?component=webhooks&limit=1');
    expect(feed.data[0]).toMatchObject({
      source: 'release',
      kind: 'rollback-done',
      component: 'webhooks',
      upstream: false,
    });
  });
});

const browserPath = chromiumPath();
const inBrowser = browserPath === undefined ? describe.skip : describe;

inBrowser('a rollback from the console', () => {
  test(
    'is a button, a reason and two seconds; it is in the feed at once, and is let go on by another button',
    async () => {
      const browser = await startChromium(browserPath ?? '');
      const violations: Violations = [];
      try {
        const { context, page } = await visitor(browser, violations);
        await page.goto(`${cloud.url}/console#/releases`);
        await signIn(page, acme);
        await settled(page);
        expect(await broken(page)).toEqual([]);
        await keepShot(page, 'releases');
        await page.locator('main').getByRole('link', { name: 'ledger', exact: true }).click();
        await page.getByRole('button', { name: 'Roll back to release 1' }).click();
        await page.getByText(/api from version 2 to 1/).waitFor();
        // Without a reason nothing can be done.
        const sure = page.locator('form').getByRole('button', { name: 'Roll back to release 1' });
        expect(await sure.isDisabled()).toBe(true);
        await page.getByLabel(/^Why/).fill('account pages fail');
        expect(await broken(page)).toEqual([]);
        await keepShot(page, 'rollback');
        await sure.click();
        await page.getByText(/ledger is rolled back, in .* s, proved/).waitFor();
        expect(await detailOf('/v1/accounts/nobody')).toBe(LEDGER);
        await page.getByText('held by a rollback').waitFor();
        await keepShot(page, 'rolled-back');
        await enter(page, 'activity');
        await page
          .locator('.happening')
          .filter({ hasText: 'rolled back' })
          .filter({ hasText: 'ledger' })
          .first()
          .waitFor();
        expect(await broken(page)).toEqual([]);
        await keepShot(page, 'activity');
        await enter(page, 'releases/ledger');
        await page.getByRole('button', { name: 'Let it go on' }).click();
        await page.getByLabel(/^Why/).fill('mended');
        await page.locator('form').getByRole('button', { name: 'Let it go on' }).click();
        await page.getByText('ledger is unpinned').waitFor();
        expect(page.url()).toBe(`${cloud.url}/console#/releases/ledger`);
        expect(await page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length')).toBe(0);
        await context.close();
        expect(violations).toEqual([]);
      } finally {
        await browser.close();
      }
    },
    TEST_MS,
  );
});
