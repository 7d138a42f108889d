import type { Construct } from 'constructs';
import { backOfficeOperations } from '../../functions/payments/contract/back-office-api.ts';
import { batchOperations } from '../../functions/payments/contract/batch-api.ts';
import { scheduleOperations } from '../../functions/payments/contract/schedule-api.ts';
import type { BucketsEnv, BudgetEnv, ClientFilesEnv, CursorEnv } from '../../functions/payments/env.ts';
import type { Deployment } from '../platform/deployment.ts';
import { HttpTarget, type RoutedOperation } from '../platform/http-routes.ts';
import type { ReleasedFunction } from '../platform/released-function.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { tenantBudget } from '../platform/tenant-budget.ts';
import type { PaymentsData } from './payments-data.ts';

type Environment = Readonly<Record<string, string>>;
export type HttpEntry = 'api' | 'batches' | 'schedules' | 'back-office';
/** Makes a function behind the gateway. */
export type MakeApi = (id: string, entry: HttpEntry, environment: Environment) => ReleasedFunction;

/** What is told to them, and how they are made. */
export interface MadeOf {
  readonly make: MakeApi;
  readonly buckets: BucketsEnv;
  readonly asking: Environment;
  readonly reading: ClientFilesEnv;
}

export interface PaymentsApis {
  /** Of payments themselves, with the domain's outcomes and health. */
  readonly api: ReleasedFunction;
  readonly batches: ReleasedFunction;
  readonly target: HttpTarget;
  readonly targetOf: (operation: RoutedOperation) => HttpTarget;
}

/** The functions of payments behind the gateway, each of a seam of the contract: one alone would start too slowly. */
export const paymentsApis = (
  scope: Construct,
  deployment: Deployment,
  data: PaymentsData,
  { make, buckets, asking, reading }: MadeOf,
): PaymentsApis => {
  const apiId = readStackParameter(scope, deployment, 'apiId');
  const common: CursorEnv & BudgetEnv = { CURSOR_KEY_ID: data.cursorKey.keyId, TENANT_BUDGET: tenantBudget(scope) };
  const made = (id: string, entry: HttpEntry, more: Environment = {}): ReleasedFunction => {
    const fn = make(id, entry, { ...common, ...more });
    data.grantPromising(fn);
    return fn;
  };
  const api = made('Api', 'api', asking);
  const target = new HttpTarget(scope, 'Target', { apiId, target: api });
  const backOffice = made('BackOffice', 'back-office', buckets);
  data.grantHandling(backOffice);
  const batches = made('Batches', 'batches', reading);
  const others = [
    { operations: batchOperations, id: 'BatchesTarget', fn: batches },
    { operations: scheduleOperations, id: 'SchedulesTarget', fn: made('Schedules', 'schedules') },
    { operations: backOfficeOperations, id: 'BackOfficeTarget', fn: backOffice },
  ];
  const targets = new Map(
    others.flatMap(({ operations, id, fn }) => {
      const one = new HttpTarget(scope, id, { apiId, target: fn });
      return operations.map(({ operationId }): [string, HttpTarget] => [operationId, one]);
    }),
  );
  return { api, batches, target, targetOf: ({ operationId }) => targets.get(operationId) ?? target };
};
