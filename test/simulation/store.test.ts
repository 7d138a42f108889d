import { expect, test } from '@jest/globals';
import { type Engine, openEngine } from '../../local/dynamodb/engine.ts';
import { DynamoError } from '../../local/dynamodb/errors.ts';
import { domainTable } from '../support/domain-table.ts';
import { ledgerTable } from '../support/ledger-table.ts';
import { bankTable, paymentsTable } from '../support/payments-table.ts';
import { webhooksTable } from '../support/webhooks-table.ts';
import { TABLES } from './functions/outside.ts';
import { simulate } from './simulate.ts';

interface Called {
  readonly operation: string;
  readonly input: object;
  readonly answer: object;
}

const STEPS = 150;
const refusalOf = ({ code, message, more }: DynamoError) => ({ code, message, ...more });

const askedOf = async (engine: Engine, { operation, input }: Called): Promise<unknown> => {
  try {
    return JSON.parse(await engine.call(operation, input));
  } catch (error) {
    if (error instanceof DynamoError) return refusalOf(error);
    throw error;
  }
};

test('the store of the simulation answers each call of a run of all domains as the local engine does', async () => {
  const calls: Called[] = [];
  const onStoreCall = (operation: string, input: object, answer: object) =>
    void calls.push({ operation, input: structuredClone(input), answer });
  await simulate(4, { steps: STEPS, profile: 'whole', onStoreCall });
  const engine = await openEngine();
  const tables = [
    ledgerTable(TABLES.ledger),
    webhooksTable(TABLES.webhooks),
    paymentsTable(TABLES.payments),
    bankTable(TABLES.bank),
    domainTable(TABLES.statements, []),
    domainTable(TABLES.proof, []),
    domainTable(TABLES.identity, []),
  ];
  for (const table of tables) await engine.call('CreateTable', table);
  for (const call of calls) {
    const { operation, input, answer } = call;
    const wanted = answer instanceof DynamoError ? refusalOf(answer) : answer;
    expect({ operation, input, answer: wanted }).toEqual({ operation, input, answer: await askedOf(engine, call) });
  }
  expect(new Set(calls.map(({ operation }) => operation)).size).toBeGreaterThan(5);
  await engine.close();
}, 60_000);
