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
      expect.arrayContaining([
        'dynamodb:GetItem on DataStoreTable',
        expect.stringMatching(/^dynamodb:PutItem on DataStoreTable under dynamodb:EnclosingOperation \([0-9a-f]{6}\)$/),
      ]),
    );
    expect(rights.get('ledger/relay')).toEqual(expect.arrayContaining(['dynamodb:GetRecords on DataStoreTable']));
    for (const [name, told] of rights) {
      expect([name, told.length]).toEqual([name, new Set(told).size]);
      for (const right of told) expect(right).toMatch(/^[a-z0-9-]+:[A-Za-z]+ on (?!.*[{[]).+$/);
    }
  });

  test('asks before any policy of its functions changes, with the very rights that it tells afterwards', () => {
    const { byType } = deployed();
    const asked = byType('Custom::KeptRights');
    const released = byType('Custom::DomainRelease');
    expect(asked.map(({ stack }) => stack)).toEqual(released.map(({ stack }) => stack));
    const rightsIn = ({ props }: (typeof asked)[number]) =>
      props.Functions.map(({ Name, Rights }: { Name: string; Rights: string[] }) => [Name, Rights]);
    for (const [index, one] of asked.entries()) {
      expect(rightsIn(one)).toEqual(released.flatMap((each, at) => (at === index ? rightsIn(each) : [])));
      expect(one.props.TakesRights).toBeUndefined();
      // Whatever it waited for would be what it is to come before.
      expect([one.stack, one.resource.DependsOn]).toEqual([one.stack, undefined]);
      const roles = new Set(
        byType('AWS::Lambda::Function')
          .filter(({ stack }) => stack === one.stack)
          .map(({ props }) => props.Role['Fn::GetAtt'][0]),
      );
      const policies = byType('AWS::IAM::Policy').filter(
        ({ stack, props }) => stack === one.stack && roles.has(props.Roles[0].Ref),
      );
      expect(policies).toHaveLength(roles.size);
      for (const { id, resource } of policies)
        expect([id, [resource.DependsOn].flat().includes(one.id)]).toEqual([id, true]);
    }
    const taking = deployed({ 'folio:takes-rights': 'true' }).byType('Custom::KeptRights');
    expect(new Set(taking.map(({ props }) => props.TakesRights))).toEqual(new Set(['true']));
  });
});
