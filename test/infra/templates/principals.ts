import { describe, expect, test } from '@jest/globals';
import { deployed } from '../support/folio.ts';

const ofRegion = (service: string) => ({
  'Fn::Join': ['', [`${service}.`, { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
});
/**
 * Under these names AWS' services act, in every partition: those of China are the region's own for CodeDeploy and logs
 * (`region-info`), and all others are the same everywhere.
 */
const SERVICES: readonly unknown[] = [
  'cloudwatch.amazonaws.com',
  'events.amazonaws.com',
  'lambda.amazonaws.com',
  'scheduler.amazonaws.com',
  ofRegion('codedeploy'),
  ofRegion('logs'),
];

const servicesIn = (value: unknown): readonly unknown[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { Principal } = value as { readonly Principal?: { readonly Service?: unknown } };
  return [...[Principal?.Service ?? []].flat(), ...Object.values(value).flatMap(servicesIn)];
};

describe('services of AWS', () => {
  test('are let in under the names that they have in every partition, and no other service is', () => {
    const resources = Object.values(deployed().templates).flatMap(({ Resources }) => Object.values(Resources));
    const named = resources.flatMap(({ Properties }) => servicesIn(Properties)).map((one) => JSON.stringify(one));
    expect([...new Set(named)].sort()).toEqual(SERVICES.map((one) => JSON.stringify(one)).sort());
  });
});
