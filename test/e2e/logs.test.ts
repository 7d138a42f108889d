import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChangedApp, changedApp, endedWith, FAILING } from '../support/changed-app.ts';
import { inShell } from '../support/in-shell.ts';
import { eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

let cloud: LocalCloud;
let app: ChangedApp;
beforeAll(async () => {
  cloud = await startLocal();
  app = changedApp(FAILING);
}, 120_000);
afterAll(async () => {
  await cloud?.stop();
  app?.remove();
});

const transfer = () =>
  cloud.client('acme').post('/v1/transactions', {
    currency: 'USD',
    postings: [{ from: '@world', to: '@logs', amount: '1' }],
  });

describe('what functions say', () => {
  test('is shown with stacks at the places of the sources, by function and by request; alarms ring with their runbooks', async () => {
    const data = ['--data', cloud.dataDir];
    expect((await transfer()).status).toBe(201);
    const quiet = await app.folio('alarms', ...data);
    expect(quiet).toMatchObject({ code: 0, output: expect.stringMatching(/^None of \d+ alarms is in ALARM/) });
    const deploy = await app.folio('deploy', ...data, '--canary', '100', '--bake', '0ms');
    endedWith(0, deploy);
    const failed = [];
    for (let count = 0; count < 10; count += 1) failed.push(await transfer());
    const [first] = failed.filter(({ status }) => status === 500);
    const request = first?.headers.get('x-request-id') ?? '';
    expect(request).not.toBe('');

    const of = await eventually(
      () => app.folio('logs', 'ledger/api', '--request', request, ...data),
      ({ output }) => output.includes('TypeError'),
    );
    expect(of.output).toContain(`requestId=${request}`);
    expect(of.output).toMatch(/^ +at .*functions\/ledger\/handlers\/api\/create-transaction\.ts:\d+:\d+/m);
    expect(of.output).not.toContain('index.mjs');
    const asJson = await app.folio('logs', 'ledger', '--request', request, '--json', ...data);
    const lines = JSON.parse(asJson.output) as readonly { readonly of: string; readonly requestId: string }[];
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => line.of === 'ledger/api' && line.requestId === request)).toBe(true);

    const rings = await eventually(
      () => app.folio('alarms', ...data),
      ({ output }) => output.includes('What to do'),
    );
    expect(rings.output).toMatch(/^Folio-Ledger-\S+ {2}since 20\d\d-/m);
    expect(rings.output).toMatch(/What to do: docs\/runbooks\/[a-z-]+\.md/);
    const { body } = await cloud.client('acme').get('/v1/health/domains');
    expect(body.alarms).toContainEqual({
      name: expect.stringMatching(/^Folio-Ledger-/),
      since: expect.stringMatching(/^20\d\d-.*Z$/),
      says: expect.stringMatching(/ Tier: [123]\. Runbook: docs\/runbooks\/[a-z-]+\.md$/),
    });
    await eventually(
      async () => cloud.output(),
      (output) =>
        /^folio: ledger\/api failed: request failed, createTransaction, TypeError \(request /m.test(output) &&
        /^folio: ALARM: Folio-Ledger-/m.test(output),
    );
  }, 180_000);

  test('is followed until its reader has had enough', async () => {
    const DATA = cloud.dataDir;
    const following = inShell('$FOLIO logs ledger/api --follow --lines 1 --data $DATA | head -n 3', { DATA });
    let over = false;
    void following.then(() => {
      over = true;
    });
    await eventually(transfer, () => over, 60_000);
    const { code, stdout, stderr } = await following;
    const said = `folio: Following the logs of ledger/api. Ctrl-C ends it.\n`;
    expect([code, stdout.trim().split('\n').length, stderr]).toEqual([0, 3, said]);
  }, 90_000);

  test('of a function that is not there is refused with those that are', async () => {
    const said = await inShell('$FOLIO logs ledger/nothing --data $DATA', { DATA: cloud.dataDir });
    expect(said).toMatchObject({ code: 1, stderr: expect.stringMatching(/There are logs of .*ledger\/api/) });
    // A function of the next release may be waited for, and nobody waits for a misspelt one unknowing.
    const followed = await inShell(
      'said=$(mktemp); $FOLIO logs ledger/nothing --follow --data $DATA 2> $said & for i in {1..600}; do ' +
        '[ $(grep -c . $said) -ge 2 ] && break; sleep 0.1; done; kill $!; wait $!; cat $said; rm $said',
      { DATA: cloud.dataDir },
    );
    expect(followed.stdout).toMatch(
      /^folio: Nothing of this name .* ledger\/api.*\nfolio: Following the logs of ledger\/nothing\./,
    );
  });

  test('of a deployment that is not there is no good news: neither alarms nor what is parked nor logs', async () => {
    const DATA = cloud.dataDir;
    for (const command of ['alarms', 'dlq list', 'dlq redrive --all']) {
      const said = await inShell(
        `eval "$($FOLIO client --aws --data $DATA)"; $FOLIO ${command} --target aws --stage nosuch`,
        {
          DATA,
        },
      );
      expect(said).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/^folio: There are no .* begin with nosuch-Folio-: is it deployed there\?\n$/),
      });
    }
    const misspelt = await inShell('$FOLIO dlq list --queue nosuch --data $DATA', { DATA });
    expect(misspelt).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has "nosuch" in its name. There are .*Folio-/),
    });
  });
});
