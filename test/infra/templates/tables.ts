import { expect, test } from '@jest/globals';
import { domainTable } from '../../support/domain-table.ts';
import { ledgerTable } from '../../support/ledger-table.ts';
import { bankTable, paymentsTable } from '../../support/payments-table.ts';
import { webhooksTable } from '../../support/webhooks-table.ts';
import { deployed, ofType } from '../support/folio.ts';

const { templates } = deployed();

test.each([
  ['identity', templates.identity, domainTable('any', []), 'DataStore'],
  ['ledger', templates.ledger, ledgerTable('any'), 'DataStore'],
  ['webhooks', templates.webhooks, webhooksTable('any'), 'DataStore'],
  ['payments', templates.payments, paymentsTable('any'), 'DataStore'],
  ['statements', templates.statements, domainTable('any', []), 'DataStore'],
  ['proof', templates.proof, domainTable('any', []), 'DataStore'],
  ['payments’ sandbox bank', templates.payments, bankTable('any'), 'DataBank'],
] as const)('the table that the store tests of %s run on is the one that is deployed', (_, template, table, prefix) => {
  const tables = ofType(template.Resources, 'AWS::DynamoDB::Table');
  const [, deployedTable] = tables.find(([id]) => id.startsWith(prefix)) ?? [];
  const properties = deployedTable?.Properties as Record<string, unknown>;
  const { TableName: __, StreamSpecification: stream, AttributeDefinitions: attributes, ...rest } = table;
  for (const [name, value] of Object.entries(rest)) expect([name, properties[name]]).toEqual([name, value]);
  const names = (all: unknown) => (all as { AttributeName: string }[]).map((one) => JSON.stringify(one)).sort();
  expect(names(properties.AttributeDefinitions)).toEqual(names(attributes));
  expect(properties.StreamSpecification).toEqual({ StreamViewType: stream?.StreamViewType });
});
