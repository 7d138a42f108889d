import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { treeUse } from '../../bin/bench/processes.ts';
import { present } from '../../functions/kernel/core/assert.ts';
import { addDays, parseCivilDate } from '../../functions/kernel/values/civil-date.ts';
import { base64, mt940Day } from '../support/bank-days.ts';
import { wholeFeed } from '../support/feed.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

/** Lines in all, and kills while they are taken; the environment may ask for a million. */
const LINES = Number(process.env.FOLIO_TEST_BANK_LINES ?? 10_000);
const KILLS = Number(process.env.FOLIO_TEST_BANK_KILLS ?? 3);
/** Files of one account follow each other, day after day; accounts are taken side by side. */
const FILES = 5;
/** A million in the 100 bank accounts that a tenant has: each day is proved in seconds on a busy machine too. */
const ACCOUNT_LINES = Math.min(10_000, LINES / 2);
const FILE_LINES = ACCOUNT_LINES / FILES;
const ACCOUNTS = Math.ceil(LINES / ACCOUNT_LINES);
const WORKERS = 2;
/** Of the cloud with all of its functions, however many lines there are: each file is read in pieces. */
const MEMORY_MAX_MB = 1_500;
const WITHIN_MS = 300_000 + LINES * 6;

const today = new Date().toISOString().slice(0, 10);
const dayOf = (file: number): string => addDays(present(parseCivilDate(today), 'today is a day'), file - FILES);

/** Each line comes in, so that balances chain; no two of an account are the same. */
const amountOf = (account: number, file: number, line: number): number => 1 + ((account * 31 + file * 7 + line) % 997);
const sumOf = (account: number, file: number): number =>
  Array.from({ length: FILE_LINES }, (_, line) => amountOf(account, file, line)).reduce((a, b) => a + b, 0);
const numberOf = (account: number): string => `ACC${String(account).padStart(5, '0')}`;

const textOf = (account: number, file: number): string => {
  const opening = Array.from({ length: file }, (_, before) => sumOf(account, before)).reduce((a, b) => a + b, 0);
  const lines = Array.from({ length: FILE_LINES }, (_, line) => ({
    ...{ amount: amountOf(account, file, line), reference: `R${account}F${file}L${line}` },
  }));
  return mt940Day(dayOf(file), opening, lines, { account: numberOf(account) });
};

interface Bank {
  readonly id: string;
  readonly account: number;
  /** Files whose taking was answered. */
  readonly files: string[];
}

/** Hands in what is left of an account until the cloud dies: the same file under the same key, as a client does. */
const hand = async (client: Client, bank: Bank): Promise<void> => {
  while (bank.files.length < FILES) {
    const file = bank.files.length;
    const body = { content: base64(textOf(bank.account, file)) };
    const key = `file-${bank.account}-${file}`;
    const answer = await client.post(`/v1/bank-accounts/${bank.id}/statements`, body, key).catch(() => undefined); // the cloud is gone: nobody knows what became of this one
    if (answer === undefined) return;
    if ([409, 429, 503].includes(answer.status)) {
      await pause(200);
      continue;
    }
    expect([answer.status, answer.body]).toMatchObject([
      201,
      { state: 'taken', gaps: [], statements: [{ lines: FILE_LINES }] },
    ]);
    bank.files.push(answer.body.id);
  }
};

describe('kill -9 of the whole local cloud while files of banks are taken', () => {
  test(
    `takes ${LINES} lines through ${KILLS} kills: no file half, none twice, every day proved to the last line, in bounded memory`,
    async () => {
      let cloud: LocalCloud = await startLocal();
      const { dataDir } = cloud;
      let peak = 0;
      const watch = setInterval(() => {
        peak = Math.max(peak, treeUse(cloud.pid).residentBytes);
      }, 500);
      try {
        const banks: Bank[] = [];
        for (let account = 0; account < ACCOUNTS; account += 1) {
          const ledger = `bank-${account}`;
          await cloud.client('acme').post('/v1/accounts', { id: ledger, currency: 'EUR', normalBalance: 'debit' });
          const body = { numbers: [numberOf(account)], currency: 'EUR', account: ledger };
          const { body: made } = await cloud.client('acme').post('/v1/bank-accounts', body);
          banks.push({ id: made.id, account, files: [] });
        }
        const isLeft = () => banks.some(({ files }) => files.length < FILES);
        const run = async (client: Client) => {
          const left = banks.filter(({ files }) => files.length < FILES);
          const worker = async () => {
            for (let bank = left.shift(); bank !== undefined; bank = left.shift()) await hand(client, bank);
          };
          await Promise.all(Array.from({ length: WORKERS }, worker));
        };
        let kills = 0;
        while (kills < KILLS && isLeft()) {
          const client = cloud.client('acme');
          await client.token();
          const running = run(client);
          // Where a file is under way, whatever of it is done: its bytes, its lines, or its commit.
          await pause(100 + Math.random() * 700);
          await cloud.kill();
          await running;
          kills += 1;
          cloud = await startLocal({ dataDir });
        }
        expect(kills).toBe(KILLS);
        while (isLeft()) await run(cloud.client('acme'));
        const client = cloud.client('acme');
        for (const { id, account, files } of banks) {
          expect(new Set(files).size).toBe(FILES);
          // Handed in once more, under another key, each is the file that it was.
          const again = await client.post(`/v1/bank-accounts/${id}/statements`, {
            content: base64(textOf(account, 0)),
          });
          expect([again.status, again.body.id]).toEqual([201, files[0]]);
          const told = await client.get(`/v1/bank-accounts/${id}`);
          expect(told.body).toMatchObject({ filesTaken: FILES, filesRefused: 0 });
          const sum = Array.from({ length: FILES }, (_, file) => sumOf(account, file)).reduce((a, b) => a + b, 0);
          const found = await eventually(
            () => client.get(`/v1/reconciliations/${id}`),
            ({ status }) => status === 200,
            60_000,
          );
          expect(found.body).toMatchObject({ bankOpening: '0', bankClosing: String(sum), gaps: 0, proved: true });
        }
        const taken = await eventually(
          async () => (await wholeFeed(client)).filter(({ type }) => type === 'statements.StatementTaken'),
          (events) => new Set(events.map(({ data }) => data.file)).size === ACCOUNTS * FILES,
          120_000,
        );
        expect(taken.map(({ data }) => data.lines)).toEqual(Array.from({ length: ACCOUNTS * FILES }, () => FILE_LINES));
        process.stderr.write(`${LINES} lines, ${kills} kills, peak ${Math.round(peak / 1e6)} MB of the whole cloud\n`);
        expect(peak / 1e6).toBeLessThan(MEMORY_MAX_MB);
      } finally {
        clearInterval(watch);
        await cloud.stop();
      }
    },
    WITHIN_MS,
  );
});
