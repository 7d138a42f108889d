import { Construct } from 'constructs';
import { RECEIPT_SORT } from '../../functions/kernel/standard/domain-store.ts';
import { ledgerEvents } from '../../functions/ledger/contract/events.ts';
import { bankOperations } from '../../functions/statements/contract/bank-api.ts';
import { statements } from '../../functions/statements/contract/domain.ts';
import { statementsEvents } from '../../functions/statements/contract/events.ts';
import { reconciliationOperations } from '../../functions/statements/contract/reconciliation-api.ts';
import type { BudgetEnv, LedgerEnv, ReaderEnv, StatementsEnv } from '../../functions/statements/env.ts';
import type { Deployment } from '../platform/deployment.ts';
import { domainFunction } from '../platform/domain-function.ts';
import { EventRoute } from '../platform/event-route.ts';
import { HttpTarget, type RoutedOperation } from '../platform/http-routes.ts';
import { grantInvoking } from '../platform/invoking.ts';
import { grantPublishing } from '../platform/publishing.ts';
import type { ReleasedFunction, ReleasedFunctionProps } from '../platform/released-function.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { StreamRoute } from '../platform/stream-route.ts';
import { tenantBudget } from '../platform/tenant-budget.ts';
import { WorkQueue } from '../platform/work-queue.ts';
import type { StatementsData } from './statements-data.ts';

const API = { owner: 'statements', tier: 2, runbook: 'http-function' } as const;
const READER = { owner: 'statements', tier: 2, runbook: 'task-function' } as const;
const TAKEN = { owner: 'statements', tier: 2, runbook: 'statements-breaks' } as const;
const RELAY = { owner: 'statements', tier: 2, runbook: 'standard-relay' } as const;
const ENTRIES = { owner: 'statements', tier: 2, runbook: 'statements-gap' } as const;

/** A run keeps up to ten events of 200 entries each; more at once would take the table from whoever asks. */
const RUNS = 5;
/** Statements may be a moment late, and say so; what comes one by one shares a run. */
const GATHERED_SECONDS = 1;
const LATE_AFTER_SECONDS = 120;
/** A reconciliation takes seconds, and whoever asks by the API does not wait for it. */
const TAKEN_LATE_AFTER_SECONDS = 900;

type Made = Pick<ReleasedFunctionProps, 'key' | 'alarmTopicArn' | 'environment'> & {
  readonly domain: typeof statements;
};

/** The functions of statements: the API, that of banks, the relay of its events, and the consumer of the ledger's entries. */
export class StatementsService extends Construct {
  readonly api: ReleasedFunction;
  readonly target: HttpTarget;
  readonly targetOf = ({ operationId }: RoutedOperation): HttpTarget => this.#targets.get(operationId) ?? this.target;
  readonly #targets = new Map<string, HttpTarget>();

  constructor(scope: Construct, id: string, deployment: Deployment, data: StatementsData) {
    super(scope, id);
    const alarmTopicArn = readStackParameter(this, deployment, 'alarmTopicArn');
    const busName = readStackParameter(this, deployment, 'busName');
    const environment: StatementsEnv = { TABLE_NAME: data.store.table.tableName };
    const common = { domain: statements, key: data.key, alarmTopicArn };
    const ledger = readStackParameter(this, deployment, 'ledgerApiAliasArn');
    const asking: LedgerEnv = { LEDGER_FUNCTION: ledger };
    const budget: BudgetEnv = { TENANT_BUDGET: tenantBudget(this) };
    const sizes = { memoryMb: 1024, timeoutSeconds: 15 };
    this.api = domainFunction(this, 'Api', deployment, {
      ...{ ...common, ...API, ...sizes, entry: 'api', environment: { ...environment, ...asking, ...budget } },
    });
    data.grantServing(this.api);
    grantInvoking(this.api, ledger);
    this.target = new HttpTarget(this, 'Target', {
      apiId: readStackParameter(this, deployment, 'apiId'),
      target: this.api,
    });
    this.#bank(deployment, data, { ...common, environment: { ...environment, ...asking, ...budget } }, ledger);
    this.#relay(deployment, data, { ...common, environment: { ...environment, BUS_NAME: busName } });
    this.#onTaken(deployment, data, { ...common, environment: { ...environment, ...asking } }, ledger);
    const consumer = domainFunction(this, 'OnEntries', deployment, {
      ...{ ...common, ...ENTRIES, memoryMb: 512, timeoutSeconds: 30, entry: 'on-entries', environment },
    });
    data.grantKeeping(consumer);
    const limits = { batchSize: 10, maxConcurrency: RUNS, gatherSeconds: GATHERED_SECONDS };
    const queue = new WorkQueue(this, 'Entries', {
      ...{ ...ENTRIES, ...limits, domain: 'statements', key: data.key, alarmTopicArn, consumer },
      lateAfterSeconds: LATE_AFTER_SECONDS,
    });
    new EventRoute(this, 'On-ledger-EntriesAppended', {
      ...{
        busName,
        event: ledgerEvents.EntriesAppended,
        to: queue,
        key: data.key,
      },
    });
  }

  /** What is said of banks, and the function that reads their files: all readers are as large as the rest of it. */
  #bank(deployment: Deployment, data: StatementsData, made: Made, ledger: string): void {
    const reader = domainFunction(this, 'Reader', deployment, {
      ...{ ...made, ...READER, memoryMb: 1024, timeoutSeconds: 20, entry: 'read-file' },
    });
    data.grantReading(reader);
    // An alias by its name: every alias of a domain waits until all of its functions have been asked for a sign of life.
    const { lambda, aliasName } = reader.alias;
    const reading: ReaderEnv = { READER_FUNCTION: `${lambda.functionArn}:${aliasName}` };
    const sizes = { memoryMb: 1024, timeoutSeconds: 29, environment: { ...made.environment, ...reading } };
    const bank = domainFunction(this, 'Bank', deployment, { ...made, ...API, ...sizes, entry: 'bank' });
    data.grantTaking(bank);
    grantInvoking(bank, ledger, reading.READER_FUNCTION);
    const target = new HttpTarget(this, 'BankTarget', {
      apiId: readStackParameter(this, deployment, 'apiId'),
      target: bank,
    });
    for (const { operationId } of [...bankOperations, ...reconciliationOperations])
      this.#targets.set(operationId, target);
  }

  #relay(deployment: Deployment, data: StatementsData, made: Made): void {
    const sizes = { memoryMb: 512, timeoutSeconds: 30 };
    const relay = domainFunction(this, 'Relay', deployment, { ...made, ...RELAY, ...sizes, entry: 'relay' });
    grantPublishing(relay, readStackParameter(this, deployment, 'busArn'), Object.values(statements.events));
    new StreamRoute(this, 'ReceiptStream', {
      ...{ ...RELAY, domain: 'statements', key: data.key, alarmTopicArn: made.alarmTopicArn },
      ...{ from: data.store, to: relay, sortKeys: [RECEIPT_SORT], insertsOnly: true, batchSize: 100, parallel: 2 },
    });
  }

  /** Breaks are told when the bank has said something, and not only when somebody asks. */
  #onTaken(deployment: Deployment, data: StatementsData, made: Made, ledger: string): void {
    const sizes = { memoryMb: 1024, timeoutSeconds: 60 };
    const consumer = domainFunction(this, 'OnTaken', deployment, { ...made, ...TAKEN, ...sizes, entry: 'on-taken' });
    data.grantReconciling(consumer);
    grantInvoking(consumer, ledger);
    const queue = new WorkQueue(this, 'Taken', {
      ...{ ...TAKEN, domain: 'statements', key: data.key, alarmTopicArn: made.alarmTopicArn, consumer },
      ...{ batchSize: 1, maxConcurrency: RUNS, lateAfterSeconds: TAKEN_LATE_AFTER_SECONDS },
    });
    new EventRoute(this, 'On-statements-StatementTaken', {
      busName: readStackParameter(this, deployment, 'busName'),
      event: statementsEvents.StatementTaken,
      to: queue,
      key: data.key,
    });
  }
}
