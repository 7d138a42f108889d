import type { Domain } from '../../functions/kernel/core/domain.ts';
import type { Deployment } from './deployment.ts';
import type { DomainKey } from './domain-key.ts';
import type { DomainStack } from './domain-stack.ts';
import type { DomainTable } from './domain-table.ts';
import { HttpRoutes, type HttpTarget, type RoutedOperation } from './http-routes.ts';
import { KeyWatch } from './key-watch.ts';
import type { ReleasedFunction } from './released-function.ts';
import type { VouchingKey } from './shared-mac.ts';
import { publishStackParameter, readStackParameter } from './stack-parameters.ts';
import { TableWatch } from './table-watch.ts';

/** What a stack has of its domain's API. */
export interface DomainApi {
  readonly domain: Pick<Domain, 'name'>;
  readonly operations: readonly RoutedOperation[];
  readonly service: {
    /** Which is asked for the domain's outcomes and health. */
    readonly api: ReleasedFunction;
    /** Of `api`, which answers every operation unless `targetOf` names another. */
    readonly target: HttpTarget;
    readonly targetOf?: (operation: RoutedOperation) => HttpTarget;
  };
}

/** The routes of a domain behind the authorizer, and where others find its API. */
export const mountApi = (
  stack: DomainStack,
  deployment: Deployment,
  { domain, operations, service }: DomainApi,
): void => {
  new HttpRoutes(stack, 'Routes', {
    apiId: readStackParameter(stack, deployment, 'apiId'),
    targetOf: service.targetOf ?? (() => service.target),
    operations,
    authorizerId: readStackParameter(stack, deployment, 'authorizerId'),
  });
  publishStackParameter(stack, deployment, `${domain.name}ApiAliasArn`, service.api.alias.functionArn);
};

/** What a domain keeps, as far as its keys are watched. */
export interface GuardedData {
  readonly key: DomainKey;
  /** Every key that vouches for something. */
  readonly guardedKeys: readonly VouchingKey[];
}

/** Fires an alarm when a key of the domain is used by others than its functions, or its policy is changed. */
export const watchKeys = (
  stack: DomainStack,
  deployment: Deployment,
  domain: Pick<Domain, 'name'>,
  { key, guardedKeys }: GuardedData,
): void => {
  new KeyWatch(stack, 'KeyWatch', {
    keys: guardedKeys,
    owner: domain.name,
    key,
    alarmTopicArn: readStackParameter(stack, deployment, 'alarmTopicArn'),
  });
};

/** Watches the tables of a domain, each under the name by which its alarms go. */
export const watchTables = (
  stack: DomainStack,
  deployment: Deployment,
  domain: Pick<Domain, 'name'>,
  tables: Readonly<Record<string, DomainTable>>,
): void => {
  new TableWatch(stack, 'TableWatch', {
    tables,
    owner: domain.name,
    alarmTopicArn: readStackParameter(stack, deployment, 'alarmTopicArn'),
  });
};
