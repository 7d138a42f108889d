import { type Calls, type FunctionName, type Outside, start as startOfKit } from '../../store/faults/functions.ts';
import type { Handler, ProcessPorts } from '../machine/machine.ts';
import { startIdentity } from './identity.ts';
import { type Command, type Services, TABLES, writtenBy } from './outside.ts';
import { startPayments } from './payments.ts';
import { startProof } from './proof.ts';
import { startStatements } from './statements.ts';

const outsideOf = ({ clock, random, timer, release }: ProcessPorts, services: Services): Outside => ({
  dynamo: { send: ((command: Command) => services.table(writtenBy(release, command))) as never },
  tables: { ledger: TABLES.ledger, webhooks: TABLES.webhooks },
  clock,
  random,
  timer,
  codeVersion: release,
  put: ({ input }) => services.bus(input),
  queue: ({ input }) => services.queue(input),
  send: services.server,
  urls: { brisk: 'brisk', patient: 'patient' },
  logsError: services.log.error,
  logsInfo: services.log.info,
});

/** A cold start of any of Folio's functions: those of the kit of test/store/faults, of payments, of statements, of proof and of identity. */
export const startFunction = (name: string, ports: ProcessPorts, services: Services): Handler => {
  const other =
    startPayments(name, ports, services) ??
    startStatements(name, ports, services) ??
    startProof(name, ports, services) ??
    startIdentity(name, ports, services);
  if (other !== undefined) return other;
  const calls: Calls = { call: (called, says, effect) => ports.call(called, says, effect) };
  return startOfKit(name as FunctionName, outsideOf(ports, services), calls);
};
