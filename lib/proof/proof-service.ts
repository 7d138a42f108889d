import { Construct } from 'constructs';
import { ledgerEvents } from '../../functions/ledger/contract/events.ts';
import { proof } from '../../functions/proof/contract/domain.ts';
import type { LedgerEnv, ProofEnv } from '../../functions/proof/env.ts';
import { LOGS } from '../../functions/proof/store/table/keys.ts';
import type { Deployment } from '../platform/deployment.ts';
import { domainFunction } from '../platform/domain-function.ts';
import { EventRoute } from '../platform/event-route.ts';
import { HttpTarget } from '../platform/http-routes.ts';
import { grantInvoking } from '../platform/invoking.ts';
import { LogRoute } from '../platform/log-route.ts';
import type { ReleasedFunction, ReleasedFunctionProps } from '../platform/released-function.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { WorkQueue } from '../platform/work-queue.ts';
import type { ProofData } from './proof-data.ts';

const API = { owner: 'proof', tier: 2, runbook: 'http-function' } as const;
const LOG = { owner: 'proof', tier: 2, runbook: 'proof-log' } as const;

/** All runs move one head: a second one at the same time is the fewest that SQS starts, and a third only makes conflicts. */
const RUNS = 2;
/** What comes within five seconds shares a run and a signature; a checkpoint is due every ten. */
const GATHERED_SECONDS = 5;
const LATE_AFTER_SECONDS = 120;

type Made = Pick<ReleasedFunctionProps, 'key' | 'alarmTopicArn' | 'environment'> & { readonly domain: typeof proof };

/** The functions of proof: the API, and a sequencer for each log, which appends to it and signs checkpoints. */
export class ProofService extends Construct {
  readonly api: ReleasedFunction;
  readonly target: HttpTarget;

  constructor(scope: Construct, id: string, deployment: Deployment, data: ProofData) {
    super(scope, id);
    const alarmTopicArn = readStackParameter(this, deployment, 'alarmTopicArn');
    const environment: ProofEnv = { TABLE_NAME: data.store.table.tableName, LOG_KEY_ID: data.logKey.keyId };
    const common = { domain: proof, key: data.key, alarmTopicArn };
    const ledger = readStackParameter(this, deployment, 'ledgerApiAliasArn');
    const asking: LedgerEnv = { LEDGER_FUNCTION: ledger };
    const sizes = { memoryMb: 1024, timeoutSeconds: 15 };
    this.api = domainFunction(this, 'Api', deployment, {
      ...{ ...common, ...API, ...sizes, entry: 'api', environment: { ...environment, ...asking } },
    });
    data.grantServing(this.api);
    grantInvoking(this.api, ledger);
    this.target = new HttpTarget(this, 'Target', {
      apiId: readStackParameter(this, deployment, 'apiId'),
      target: this.api,
    });
    const consumer = domainFunction(this, 'OnReceipts', deployment, {
      ...{ ...common, ...LOG, memoryMb: 512, timeoutSeconds: 30, entry: 'on-receipts', environment },
    });
    data.grantAppending(consumer, LOGS.receipts);
    const limits = { batchSize: 10, maxConcurrency: RUNS, gatherSeconds: GATHERED_SECONDS };
    const queue = new WorkQueue(this, 'Receipts', {
      ...{ ...LOG, ...limits, domain: 'proof', key: data.key, alarmTopicArn, consumer },
      lateAfterSeconds: LATE_AFTER_SECONDS,
    });
    new EventRoute(this, 'On-ledger-ReceiptsCommitted', {
      ...{
        busName: readStackParameter(this, deployment, 'busName'),
        event: ledgerEvents.ReceiptsCommitted,
        to: queue,
        key: data.key,
      },
    });
    this.#onAccess(deployment, data, { ...common, environment });
  }

  /** The gateway's lines into the access log: denied calls reach no function, and are in it all the same. */
  #onAccess(deployment: Deployment, data: ProofData, made: Made): void {
    const sizes = { memoryMb: 512, timeoutSeconds: 60 };
    const to = domainFunction(this, 'OnAccess', deployment, { ...made, ...LOG, ...sizes, entry: 'on-access' });
    data.grantAppending(to, LOGS.calls);
    const from = readStackParameter(this, deployment, 'accessLogName');
    new LogRoute(this, 'Access', { ...LOG, from, to, key: data.key, alarmTopicArn: made.alarmTopicArn });
  }
}
