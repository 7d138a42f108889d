import { expect, test } from '@jest/globals';
import { domainTable } from '../../support/domain-table.ts';
import { ledgerTable } from '../../support/ledger-table.ts';
import { webhooksTable } from '../../support/webhooks-table.ts';
import { deployed, ofType } from '../support/folio.ts';

const { templates } = deployed();

test.each([
  ['identity', templates.identity, domainTable('any', [])],
  ['ledger', templates.ledger, ledgerTable('any')],
  ['webhooks', templates.webhooks, webhooksTable('any')],
] as const)('the table that the store tests of %s run on is the one that is deployed', (_, template, table) => {
  const [, deployedTable] = ofType(template.Resources, 'AWS::DynamoDB::Table')[0] ?? [];
  const properties = deployedTable?.Properties as Record<string, unknown>;
  const { TableName: __, StreamSpecification: stream, AttributeDefinitions: attributes, ...rest } = table;
  for (const [name, value] of Object.entries(rest)) expect([name, properties[name]]).toEqual([name, value]);
  const names = (all: unknown) => (all as { AttributeName: string }[]).map((one) => JSON.stringify(one)).sort();
  expect(names(properties.AttributeDefinitions)).toEqual(names(attributes));
  expect(properties.StreamSpecification).toEqual({ StreamViewType: stream?.StreamViewType });
});
