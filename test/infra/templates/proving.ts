import { describe, expect, test } from '@jest/globals';
import { settledValue } from '../../../bin/stage/settle.ts';
import { deployed, STACKS } from '../support/folio.ts';

const { byType, templates } = deployed();
const ofVersions = byType('AWS::CloudWatch::Alarm').filter(({ resource }) => resource.Condition !== undefined);

/** What CloudFormation has read behind each path: something of the length that such a value has. */
const read = (parameters: Readonly<Record<string, { readonly Type: string }>>, value = 'x'.repeat(120)) =>
  Object.keys(parameters).map((name) => ({ name, value }));

describe('the alarms of a new version', () => {
  test('are there while it proves itself, and all others always', () => {
    const isOfVersion = ({ props }: (typeof ofVersions)[number]): boolean =>
      (props.Dimensions ?? []).some(({ Name }: { Name: string }) => ['codeVersion', 'ExecutedVersion'].includes(Name));
    for (const alarm of byType('AWS::CloudWatch::Alarm'))
      expect([alarm.id, alarm.resource.Condition]).toEqual([alarm.id, isOfVersion(alarm) ? 'Proving' : undefined]);
    expect(ofVersions.length).toBeGreaterThan(70);
  });

  test('are named by their group, and in the rights of CodeDeploy, only while they are there', () => {
    for (const alarm of ofVersions) {
      const named = JSON.stringify({ 'Fn::If': ['Proving', { Name: { Ref: alarm.id } }, { Ref: 'AWS::NoValue' }] });
      const readable = JSON.stringify({
        'Fn::If': ['Proving', { 'Fn::GetAtt': [alarm.id, 'Arn'] }, { Ref: 'AWS::NoValue' }],
      });
      const others = Object.entries(templates[alarm.stack].Resources).filter(([id]) => id !== alarm.id);
      const text = JSON.stringify(others);
      expect([alarm.id, text.includes(named), text.includes(readable)]).toEqual([alarm.id, true, true]);
      const rest = text.replaceAll(named, '').replaceAll(readable, '');
      expect([alarm.id, rest.includes(`"${alarm.id}"`)]).toEqual([alarm.id, false]);
    }
  });

  test('leave the domain’s broken invariants to every group for ever', () => {
    for (const { id, props } of byType('AWS::CodeDeploy::DeploymentGroup')) {
      const always = props.AlarmConfiguration.Alarms.filter((one: object) => !('Fn::If' in one));
      expect([id, always.length > 0 && JSON.stringify(always).includes('BrokenInvariants')]).toEqual([id, true]);
    }
  });
});

describe('what has proved itself', () => {
  test('is the versions of the stack and the value of every parameter that it reads, pins among them', () => {
    for (const stack of STACKS) {
      const { Parameters = {}, Conditions } = templates[stack];
      if (Conditions?.Proving === undefined) continue;
      const wires = Object.keys(Parameters).filter((name) => Parameters[name]?.Type.startsWith('AWS::SSM::'));
      const value = settledValue(templates[stack], read(Parameters, 'v'));
      expect([stack, value?.split(' ').length]).toEqual([stack, wires.length + 1]);
      for (const name of wires) {
        const other = read(Parameters, 'v').map((one) => (one.name === name ? { name, value: 'changed' } : one));
        expect([stack, name, settledValue(templates[stack], other) === value]).toEqual([stack, name, false]);
      }
      expect(Parameters.SettledVersions).toMatchObject({ Type: 'String', Default: 'none' });
    }
  });

  test('is another thing with every other version, so that a deployment proves what it brings', () => {
    const value = ({ templates: of }: ReturnType<typeof deployed>) =>
      settledValue(of.ledger, read(of.ledger.Parameters ?? {}));
    expect(value(deployed({ 'folio:tenant-budget': '7' }))).not.toBe(value(deployed()));
    expect(value(deployed({ 'folio:alarm-mail': 'a@example.com' }))).toBe(value(deployed()));
  });

  test('fits into a parameter of CloudFormation, of 4,096 bytes', () => {
    for (const stack of STACKS)
      expect(settledValue(templates[stack], read(templates[stack].Parameters ?? {}))?.length ?? 0).toBeLessThan(4_096);
  });
});
