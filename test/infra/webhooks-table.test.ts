import { expect, test } from '@jest/globals';
import { webhooksTable } from '../support/webhooks-table.ts';
import { newFolio, ofType, synthesized } from './support/folio.ts';

test('the table that the store tests of webhooks run on is the one that is deployed', () => {
  const [, deployed] = ofType(synthesized(newFolio()).templates.webhooks.Resources, 'AWS::DynamoDB::Table')[0] ?? [];
  const properties = deployed?.Properties as Record<string, unknown>;
  const { TableName: _, StreamSpecification: stream, AttributeDefinitions: attributes, ...rest } = webhooksTable('any');
  for (const [name, value] of Object.entries(rest)) expect([name, properties[name]]).toEqual([name, value]);
  const names = (all: unknown) => (all as { AttributeName: string }[]).map((one) => JSON.stringify(one)).sort();
  expect(names(properties.AttributeDefinitions)).toEqual(names(attributes));
  expect(properties.StreamSpecification).toEqual({ StreamViewType: stream?.StreamViewType });
});
