import { describe, expect, test } from '@jest/globals';
import type { ReleaseEvent, ReleaseRecord } from '../../../functions/registry/contract/release-record.ts';
import { changedRights, lostRights } from '../../../functions/registry/model/rights.ts';

const READ = 'dynamodb:GetItem on StoreTable';
const SCAN = 'dynamodb:Scan on StoreTable';

const deployed = (version: string, rights?: Readonly<Record<string, string[]>>): ReleaseEvent => ({
  kind: 'deployed',
  stack: 'Folio-Ledger',
  functions: ['api', 'relay'].map((name) => ({
    ...{ name, alias: `arn:${name}:live`, pin: `/pin/${name}`, probe: 'health' },
    ...{ template: version, live: version, codeSha256: version },
  })),
  ...{ dataGeneration: 1, dataFloor: 1, ...(rights === undefined ? {} : { rights }) },
});

const records = (...events: readonly ReleaseEvent[]): readonly ReleaseRecord[] =>
  events.map((event, index) => ({
    ...{ format: 1, domain: 'ledger', seq: index + 1, at: '2026-12-01T00:00:00.000Z', actor: 'cloudformation', event },
    ...{ previous: '', hash: '' },
  }));

describe('the rights of a release', () => {
  test('are told again where anything of them has changed since they were told last, and not otherwise', () => {
    const first = { api: [READ], relay: [SCAN] };
    expect(changedRights([], first)).toEqual(first);
    const log = records(deployed('1', first), deployed('2'));
    expect(changedRights(log, { relay: [SCAN], api: [READ] })).toBeUndefined();
    expect(changedRights(log, { api: [READ], relay: [] })).toEqual({ api: [READ], relay: [] });
    expect(changedRights(log, { api: [READ] })).toEqual({ api: [READ] });
  });

  test('that its role has lost since are missing from the version that is gone back to, and from no other', () => {
    const log = records(
      deployed('1', { api: [READ, SCAN], relay: [SCAN] }),
      deployed('2'),
      deployed('3', { api: [READ], relay: [SCAN] }),
      deployed('4'),
    );
    expect(['1', '2', '3', '4'].map((version) => lostRights(log, 'api', version))).toEqual([[SCAN], [SCAN], [], []]);
    expect(lostRights(log, 'relay', '1')).toEqual([]);
  });

  test('count as they were when a version was last deployed: one that was deployed again without a right needs none', () => {
    const log = records(deployed('1', { api: [READ, SCAN] }), deployed('1', { api: [READ] }), deployed('2'));
    expect(lostRights(log, 'api', '1')).toEqual([]);
  });

  test('of a release that told none are nobody can say which: nothing is said to be lost', () => {
    expect(lostRights(records(deployed('1'), deployed('2', { api: [READ] })), 'api', '1')).toEqual([]);
    expect(lostRights(records(deployed('2', { api: [READ] })), 'api', '1')).toEqual([]);
  });
});
