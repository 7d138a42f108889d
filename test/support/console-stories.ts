import { expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { broken, keepShot, signIn, type Violations, visitor } from './console-page.ts';
import { startDrill } from './drill.ts';
import type { LocalCloud } from './local-cloud.ts';

/** A cloud and a browser that a file of tests shares. */
export interface Console {
  readonly cloud: () => LocalCloud;
  readonly opened: () => Promise<Browser>;
  readonly violations: Violations;
}

const TEST_MS = 240_000;
/** A tenant with a list of some pages; `FOLIO_CONSOLE_ACCOUNTS=10000` makes it one of two hundred. */
const ACCOUNTS = Number(process.env.FOLIO_CONSOLE_ACCOUNTS ?? 120);
const OPENED_AT_ONCE = 20;
const LARGE_TEST_MS = 900_000;

export const parkedWork = ({ cloud, opened, violations }: Console): void =>
  test(
    'shows work that is parked, whose it is and the command that brings it back, and is empty once that was done',
    async () => {
      const drill = await startDrill(cloud().dataDir);
      const { context, page } = await visitor(await opened(), violations);
      await page.goto(`${cloud().url}/console#/dead-letters`);
      await signIn(page, cloud().client('acme'));
      const headline = page.locator('.headline');
      await headline.getByText('Nothing is parked').waitFor();
      await drill.park(/WorkDeadLetters/, '{"delivery":"nothing"}');
      await headline.getByText('Work is parked at one place').waitFor();
      const place = page.locator('.trouble li').filter({ hasText: 'payments/work-dead-letters-queue' });
      await place.getByText('1 message').waitFor();
      await place.getByRole('link', { name: 'payments/work-queue' }).waitFor();
      expect(await place.locator('pre').innerText()).toMatch(
        /folio dlq redrive --queue Folio-Payments-\w*WorkDeadLetters/,
      );
      expect(await broken(page)).toEqual([]);
      await keepShot(page, 'parked-work');
      await drill.purge(/WorkDeadLetters/);
      await headline.getByText('Nothing is parked').waitFor();
      drill.end();
      await context.close();
      expect(violations).toEqual([]);
    },
    TEST_MS,
  );

export const accessToken = ({ cloud, opened, violations }: Console): void =>
  test(
    'is entered with an access token, says which one it does not take, and asks anew once a token is taken no longer',
    async () => {
      const { context, page } = await visitor(await opened(), violations);
      await page.goto(`${cloud().url}/console#/accounts/acc_main`);
      await page.getByText('Sign in with an access token').click();
      const enterToken = async (token: string): Promise<void> => {
        await page.getByLabel('Access token').fill(token);
        await page.getByRole('button', { name: 'Use this token' }).click();
      };
      await enterToken('not.a.token');
      expect(await page.getByRole('alert').textContent()).toContain('did not take this token');
      expect(await broken(page)).toEqual([]);
      await enterToken(await cloud().client('acme').token('ledger:read'));
      await page.getByRole('heading', { name: 'Accounts / acc_main' }).waitFor();
      // A room that the token does not open says which scope it lacks, and is no end of the session.
      await page.locator('nav').getByRole('link', { name: 'Parts' }).click();
      await page.locator('main').getByRole('alert').waitFor();
      await page.route('**/v1/**', (route) => route.fulfill({ status: 401, json: { message: 'Unauthorized' } }));
      await page.locator('nav').getByRole('link', { name: 'Transactions' }).click();
      await page.getByText('Your session has ended').waitFor();
      await context.close();
      expect(violations).toEqual([]);
    },
    TEST_MS,
  );

export const manyAccounts = ({ cloud, opened, violations }: Console): void =>
  test(
    `goes through ${ACCOUNTS} accounts page by page, each of them once, and to the last one by its id`,
    async () => {
      const globex = cloud().client('globex');
      const idOf = (index: number): string => `acc_${String(index).padStart(5, '0')}`;
      for (let from = 0; from < ACCOUNTS; from += OPENED_AT_ONCE)
        await Promise.all(
          Array.from({ length: Math.min(OPENED_AT_ONCE, ACCOUNTS - from) }, (_, index) =>
            globex.post('/v1/accounts', { id: idOf(from + index), currency: 'EUR' }),
          ),
        );
      const { context, page } = await visitor(await opened(), violations);
      await page.goto(`${cloud().url}/console#/accounts`);
      await signIn(page, globex);
      const rows = page.locator('tbody tr th');
      for (const shown of [50, 100, Math.min(150, ACCOUNTS)]) {
        await rows.nth(shown - 1).waitFor();
        const ids = await rows.allInnerTexts();
        expect([ids.length, new Set(ids).size]).toEqual([shown, shown]);
        if (shown < 150 && shown < ACCOUNTS) await page.getByRole('button', { name: 'Show more' }).click();
      }
      await page.keyboard.press('/');
      await page.keyboard.type(idOf(ACCOUNTS - 1));
      await page.keyboard.press('Enter');
      await page
        .locator('main')
        .getByRole('link', { name: idOf(ACCOUNTS - 1) })
        .click();
      await page.getByRole('heading', { name: `Accounts / ${idOf(ACCOUNTS - 1)}` }).waitFor();
      await context.close();
      expect(violations).toEqual([]);
    },
    LARGE_TEST_MS,
  );
