import { Construct } from 'constructs';
import type { ReleasesEnv } from '../../functions/registry/env.ts';
import type { Rollout } from '../platform/canary.ts';
import { operatesFromConsole } from '../platform/console-operates.ts';
import type { Deployment } from '../platform/deployment.ts';
import type { DomainKey } from '../platform/domain-key.ts';
import type { DomainTable } from '../platform/domain-table.ts';
import { ReleasedFunction } from '../platform/released-function.ts';
import { pinsPath } from './release-names.ts';
import type { ReleaseProber } from './release-prober.ts';
import { grantReleasing, grantSeeingReleases } from './releasing.ts';

export interface ReleaseOperatorProps {
  readonly log: DomainTable;
  readonly prober: ReleaseProber;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
  readonly rollout: Rollout;
}

const OWNED = { owner: 'platform', tier: 2, runbook: 'rollback', domain: 'registry' } as const;
/** A canary that is stopped first takes CloudFormation minutes. */
const OPERATES_WITHIN_SECONDS = 900;

/**
 * Releases for who looks at them through the API: one function that tells how they stand, and, where the stage has switched it on, one
 * that takes them back. Where it has not, the second is not there: no code and no right of a running system can roll anything back.
 */
export class ReleaseOperator extends Construct {
  /** Of the function that tells. */
  readonly readerAliasArn: string;
  /** Of the function that acts; undefined where the stage has not switched it on. */
  readonly operatorAliasArn: string | undefined;

  constructor(scope: Construct, id: string, deployment: Deployment, props: ReleaseOperatorProps) {
    super(scope, id);
    const { log, prober, ...common } = props;
    const environment: ReleasesEnv = {
      TABLE_NAME: log.table.tableName,
      PROBER: prober.aliasArn,
      PINS_PATH: pinsPath(deployment),
    };
    const code = (entry: string) => deployment.bundles.code(`functions/registry/handlers/${entry}.task.ts`);
    const reader = new ReleasedFunction(this, 'Reader', {
      ...{ ...OWNED, ...common, environment },
      code: code('releases'),
      memoryMb: 1024,
      timeoutSeconds: 30,
    });
    grantSeeingReleases(reader, deployment, log);
    this.readerAliasArn = reader.alias.functionArn;
    if (!operatesFromConsole(this)) return;
    const operator = new ReleasedFunction(this, 'Operator', {
      ...{ ...OWNED, ...common, environment },
      code: code('operator'),
      memoryMb: 1024,
      timeoutSeconds: OPERATES_WITHIN_SECONDS,
    });
    grantReleasing(operator, deployment, { log, prober });
    this.operatorAliasArn = operator.alias.functionArn;
  }
}
