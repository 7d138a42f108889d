import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ledger } from '../../functions/ledger/contract/domain.ts';
import type { BudgetEnv, CursorEnv, LedgerEnv } from '../../functions/ledger/env.ts';
import { RELAYED_SORT_KEYS } from '../../functions/ledger/store/table/keys.ts';
import type { Deployment } from '../platform/deployment.ts';
import { domainFunction } from '../platform/domain-function.ts';
import { HttpTarget } from '../platform/http-routes.ts';
import { grantPublishing } from '../platform/publishing.ts';
import type { ReleasedFunction, ReleasedFunctionProps } from '../platform/released-function.ts';
import { ScheduleRoute } from '../platform/schedule-route.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { StreamRoute } from '../platform/stream-route.ts';
import { tenantBudget } from '../platform/tenant-budget.ts';
import type { LedgerData } from './ledger-data.ts';

type Common = Pick<ReleasedFunctionProps, 'environment' | 'key' | 'alarmTopicArn' | 'rollout'>;

/** The ledger's functions: the API, the relay of what was committed, the sweep of holds, and the task that relays again. */
export class LedgerService extends Construct {
  readonly api: ReleasedFunction;
  readonly republish: ReleasedFunction;
  readonly target: HttpTarget;
  readonly #deployment: Deployment;
  readonly #data: LedgerData;
  readonly #common: Common;

  constructor(scope: Construct, id: string, deployment: Deployment, data: LedgerData) {
    super(scope, id);
    this.#deployment = deployment;
    this.#data = data;
    const environment: LedgerEnv = {
      TABLE_NAME: data.store.table.tableName,
      BUS_NAME: readStackParameter(this, deployment, 'busName'),
    };
    this.#common = {
      environment,
      key: data.key,
      alarmTopicArn: readStackParameter(this, deployment, 'alarmTopicArn'),
      // Two versions on the same money for as short as can be, though both would get it right.
      rollout: { kind: 'all-at-once', bakedBy: readStackParameter(this, deployment, 'bakeAliasArn') },
    };
    this.api = this.#api();
    this.target = new HttpTarget(this, 'Target', {
      apiId: readStackParameter(this, deployment, 'apiId'),
      target: this.api,
    });
    this.#relay();
    this.#sweepHolds();
    this.republish = this.#republish();
  }

  #api(): ReleasedFunction {
    const apis: CursorEnv & BudgetEnv = {
      CURSOR_KEY_ID: this.#data.cursorKey.keyId,
      TENANT_BUDGET: tenantBudget(this),
    };
    const api = domainFunction(this, 'Api', this.#deployment, {
      ...this.#common,
      domain: ledger,
      entry: 'api',
      environment: { ...this.#common.environment, ...apis },
      memoryMb: 1769,
      timeoutSeconds: 20,
      tier: 1,
      runbook: 'http-function',
    });
    this.#data.grantReading(api);
    this.#data.grantPosting(api);
    this.#data.grantCharging(api);
    return api;
  }

  #relay(): void {
    const ownership = { owner: 'ledger', tier: 1, runbook: 'ledger-relay' } as const;
    const relay = domainFunction(this, 'Relay', this.#deployment, {
      ...this.#common,
      ...ownership,
      domain: ledger,
      entry: 'relay',
      memoryMb: 1769,
      timeoutSeconds: 60,
    });
    this.#data.grantRelaying(relay);
    this.#grantPublishing(relay);
    new StreamRoute(this, 'Stream', {
      ...this.#common,
      ...ownership,
      domain: ledger.name,
      from: this.#data.store,
      to: relay,
      sortKeys: RELAYED_SORT_KEYS,
      batchSize: 500,
      // More lanes would cut batches small and meet at the system accounts; one lane relays some thousand transfers a second.
      parallel: 2,
    });
  }

  #sweepHolds(): void {
    const ownership = { owner: 'ledger', tier: 2, runbook: 'ledger-sweep-holds' } as const;
    const sweep = domainFunction(this, 'SweepHolds', this.#deployment, {
      ...this.#common,
      ...ownership,
      domain: ledger,
      entry: 'sweep-holds',
      memoryMb: 512,
      // Two passes of one minute's schedule, the second half a minute after the first.
      timeoutSeconds: 58,
    });
    this.#data.grantExpiring(sweep);
    this.#data.grantBeating(sweep);
    const clock = { domain: ledger.name, to: sweep, everyMinutes: 1 };
    new ScheduleRoute(this, 'SweepSchedule', { ...this.#common, ...ownership, ...clock });
  }

  #republish(): ReleasedFunction {
    const republish = domainFunction(this, 'Republish', this.#deployment, {
      ...this.#common,
      domain: ledger,
      entry: 'republish',
      memoryMb: 1769,
      timeoutSeconds: 900,
      tier: 3,
      runbook: 'task-function',
    });
    this.#data.grantReplaying(republish);
    this.#grantPublishing(republish);
    return republish;
  }

  #grantPublishing(grantee: IGrantable): void {
    grantPublishing(grantee, readStackParameter(this, this.#deployment, 'busArn'), Object.values(ledger.events));
  }
}
