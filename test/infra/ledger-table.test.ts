import { expect, test } from '@jest/globals';
import { ledgerTable } from '../support/ledger-table.ts';
import { newFolio, ofType, synthesized } from './support/folio.ts';

test('the table that the store tests run on is the one that is deployed', () => {
  const [, deployed] = ofType(synthesized(newFolio()).templates.ledger.Resources, 'AWS::DynamoDB::Table')[0] ?? [];
  const properties = deployed?.Properties as Record<string, unknown>;
  const { TableName: _, StreamSpecification: stream, AttributeDefinitions: attributes, ...rest } = ledgerTable('any');
  for (const [name, value] of Object.entries(rest)) expect([name, properties[name]]).toEqual([name, value]);
  const byName = (a: { AttributeName?: string | undefined }, b: { AttributeName?: string | undefined }) =>
    String(a.AttributeName).localeCompare(String(b.AttributeName));
  expect([...(properties.AttributeDefinitions as { AttributeName: string }[])].toSorted(byName)).toEqual(
    [...(attributes ?? [])].toSorted(byName),
  );
  expect(properties.StreamSpecification).toEqual({ StreamViewType: stream?.StreamViewType });
});
