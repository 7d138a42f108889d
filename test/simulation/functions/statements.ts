import type { Context } from 'aws-lambda';
import { buildOnEntries } from '../../../functions/statements/handlers/on-entries.ts';
import type { Handler, ProcessPorts } from '../machine/machine.ts';
import { clientOf, type Services, TABLES } from './outside.ts';

const context = { getRemainingTimeInMillis: () => 30_000 } as Context;

/** A cold start of the consumer of the ledger's entries. */
export const startStatements = (name: string, ports: ProcessPorts, services: Services): Handler | undefined => {
  if (name !== 'on-entries') return undefined;
  const { clock, random } = ports;
  const store = { dynamo: clientOf(ports, services.table), table: TABLES.statements, clock, random };
  const handler = buildOnEntries(store, { clock, log: services.log });
  return (event) => handler(event as never, context);
};
