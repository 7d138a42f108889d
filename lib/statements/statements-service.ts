import { Construct } from 'constructs';
import { ledgerEvents } from '../../functions/ledger/contract/events.ts';
import { statements } from '../../functions/statements/contract/domain.ts';
import type { BudgetEnv, LedgerEnv, StatementsEnv } from '../../functions/statements/env.ts';
import type { Deployment } from '../platform/deployment.ts';
import { domainFunction } from '../platform/domain-function.ts';
import { EventRoute } from '../platform/event-route.ts';
import { HttpTarget } from '../platform/http-routes.ts';
import { grantInvoking } from '../platform/invoking.ts';
import type { ReleasedFunction } from '../platform/released-function.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { tenantBudget } from '../platform/tenant-budget.ts';
import { WorkQueue } from '../platform/work-queue.ts';
import type { StatementsData } from './statements-data.ts';

const API = { owner: 'statements', tier: 2, runbook: 'http-function' } as const;
const ENTRIES = { owner: 'statements', tier: 2, runbook: 'statements-gap' } as const;

/** A run keeps up to ten events of 200 entries each; more at once would take the table from whoever asks. */
const RUNS = 5;
/** Statements may be a moment late, and say so; what comes one by one shares a run. */
const GATHERED_SECONDS = 1;
const LATE_AFTER_SECONDS = 120;

/** The functions of statements: the API, and the consumer of the ledger's entries. */
export class StatementsService extends Construct {
  readonly api: ReleasedFunction;
  readonly target: HttpTarget;

  constructor(scope: Construct, id: string, deployment: Deployment, data: StatementsData) {
    super(scope, id);
    const alarmTopicArn = readStackParameter(this, deployment, 'alarmTopicArn');
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
        busName: readStackParameter(this, deployment, 'busName'),
        event: ledgerEvents.EntriesAppended,
        to: queue,
        key: data.key,
      },
    });
  }
}
