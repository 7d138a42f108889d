import { describe, expect, test } from '@jest/globals';
import { deployed } from '../support/folio.ts';

describe('a release', () => {
  test('tells the rights of each of its functions, as the policies of its role grant them', () => {
    const rights = new Map(
      deployed()
        .byType('Custom::DomainRelease')
        .flatMap(({ stack, props }) =>
          (props.Functions as readonly { Name: string; Rights: string[] }[]).map(
            (one) => [`${stack}/${one.Name}`, one.Rights] as const,
          ),
        ),
    );
    expect(rights.get('ledger/api')).toEqual(
      expect.arrayContaining(['dynamodb:GetItem on DataStoreTable', 'dynamodb:PutItem on DataStoreTable']),
    );
    expect(rights.get('ledger/relay')).toEqual(expect.arrayContaining(['dynamodb:GetRecords on DataStoreTable']));
    for (const [name, told] of rights) {
      expect([name, told.length]).toEqual([name, new Set(told).size]);
      for (const right of told) expect(right).toMatch(/^[a-z0-9-]+:[A-Za-z]+ on (?!.*[{[]).+$/);
    }
  });
});
