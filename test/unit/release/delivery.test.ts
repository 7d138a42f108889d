import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { committedAt, delivery } from '../../../bin/release/use-cases/delivery.ts';
import type { ReleaseRecord } from '../../../functions/registry/contract/release-record.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const HOUR_MS = 3_600_000;

const at = (hoursAgo: number): string => new Date(NOW - hoursAgo * HOUR_MS).toISOString();
const record = (seq: number, hoursAgo: number, event: ReleaseRecord['event']): ReleaseRecord => ({
  ...{ format: 1, domain: 'ledger', seq, at: at(hoursAgo), actor: 'a', event, previous: '', hash: '' },
});
const deployed = (codeSha256: string, commit: string): ReleaseRecord['event'] => ({
  ...{ kind: 'deployed', stack: 'S', dataGeneration: 1, dataFloor: 1, commit },
  functions: [{ name: 'api', alias: 'a', pin: 'p', probe: 'health', template: '1', live: '1', codeSha256 }],
});

describe('the delivery of a domain', () => {
  test('is made of the changes within the days that were asked for, with the time of each commit', async () => {
    const log = [
      record(1, 24 * 40, deployed('one', 'aaaaaaa')),
      record(2, 10, deployed('two', 'bbbbbbb')),
      record(3, 8, { kind: 'rollback-done', begun: 2, to: { api: '1' }, durationMs: 900 }),
      record(4, 4, deployed('three', 'ccccccc')),
    ];
    const ports = {
      now: () => NOW,
      domains: async () => ['identity', 'ledger'],
      log: { read: async (domain: string) => (domain === 'ledger' ? log : []) },
    } as unknown as Parameters<typeof delivery>[0];
    const made = async (commit: string) => (commit === 'bbbbbbb' ? at(12) : undefined);
    const [identity, ledger] = await delivery(ports, undefined, 30, made);
    expect(identity).toMatchObject({ domain: 'identity', changeFailRate: { value: null, of: 0 } });
    expect(ledger).toMatchObject({
      domain: 'ledger',
      changeLeadTimeSeconds: { value: 2 * 3_600, of: 1 },
      deploymentsPerDay: { value: 2 / 30, of: 2 },
      failedDeploymentRecoverySeconds: { value: 2 * 3_600, of: 1 },
      changeFailRate: { value: 0.5, of: 2 },
      reworkRate: { value: 0.5, of: 2 },
    });
    expect(await delivery(ports, 'identity', 30, made)).toHaveLength(1);
    await expect(delivery(ports, 'ledgr', 30, made)).rejects.toThrow(
      'There is no domain ledgr; there are identity, ledger.',
    );
  });

  test('knows when a commit of this checkout was made, and of no other and of nothing that was not committed', async () => {
    const head = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
    expect(Date.parse((await committedAt(head)) ?? '')).toBeGreaterThan(0);
    expect(await committedAt(`${head}-dirty`)).toBeUndefined();
    expect(await committedAt('0'.repeat(40))).toBeUndefined();
    expect(await committedAt('--help')).toBeUndefined();
  });
});
