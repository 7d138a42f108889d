import { afterAll, expect, test } from '@jest/globals';
import { openPorts } from '../../bin/release/ports/open-ports.ts';
import { changedApp, endedWith } from '../support/changed-app.ts';
import { type LocalCloud, startLocal } from '../support/local-cloud.ts';

const PIN = '/folio/release/meta/api/pin';
let cloud: LocalCloud | undefined;
const whole = changedApp();
const withoutMeta = changedApp({
  file: 'lib/domains.ts',
  from: '] as const;',
  to: "].filter(({ name }) => name !== 'meta') as unknown as readonly [typeof identity];",
});
afterAll(async () => {
  await cloud?.stop();
  for (const app of [whole, withoutMeta]) app.remove();
});

test('a domain that is taken away while it is pinned comes up again, with functions that count from 1', async () => {
  cloud = await startLocal();
  const data = ['--data', cloud.dataDir];
  const { pins, log } = await openPorts({ target: 'local', data: cloud.dataDir, stage: '' }, () => undefined);
  // As after many releases, and a rollback to the one before the last.
  await pins.put(PIN, '7');
  endedWith(0, await withoutMeta.folio('deploy', ...data, '--bake', '0ms'));
  expect(await pins.get(PIN)).toBe('none');
  expect((await log.read('meta')).at(-1)).toMatchObject({
    actor: 'cloudformation',
    event: { kind: 'unpinned', was: { api: '7' } },
  });
  endedWith(0, await whole.folio('deploy', ...data, '--bake', '0ms'));
  expect((await cloud.client('acme').get('/v1/health')).status).toBe(200);
  endedWith(0, await whole.folio('release', 'status', ...data));
}, 400_000);
