import { Construct } from 'constructs';
import { consoleOperations } from '../../functions/catalog/contract/console-api.ts';
import { catalog } from '../../functions/catalog/contract/domain.ts';
import { releaseChangeOperations } from '../../functions/catalog/contract/releases-api.ts';
import {
  type CatalogEnv,
  CONSOLE_ASSET,
  type ConsoleEnv,
  DECLARATIONS_ASSET,
  type OperateEnv,
  RUNBOOKS_ASSET,
  type SnapshotEnv,
} from '../../functions/catalog/env.ts';
import type { Domain } from '../../functions/kernel/core/domain.ts';
import { operatesFromConsole } from '../platform/console-operates.ts';
import type { Deployment } from '../platform/deployment.ts';
import { domainFunction } from '../platform/domain-function.ts';
import { DomainKey } from '../platform/domain-key.ts';
import { HttpTarget, type RoutedOperation } from '../platform/http-routes.ts';
import { grantInvoking } from '../platform/invoking.ts';
import { grantListingAlarms } from '../platform/listing-alarms.ts';
import { ownDomain } from '../platform/own-domain.ts';
import { ReleasedFunction } from '../platform/released-function.ts';
import { ScheduleRoute } from '../platform/schedule-route.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { grantCountingParked, grantReadingStacks } from './catalog-looks.ts';
import { CatalogSnapshots } from './catalog-snapshots.ts';
import { consoleSignIn, readableScopes } from './console-sign-in.ts';
import { declarationsOf } from './declarations.ts';
import { runbookTexts } from './runbook-texts.ts';

/** What nobody has looked at since it was deployed is kept so long after it. */
const SNAPSHOT_MINUTES = 15;
const TAKER = { runbook: 'task-function', memoryMb: 1024, timeoutSeconds: 60 } as const;

const PROJECT_DIR = `${import.meta.dirname}/../..`;

/** What the functions of this domain have alike. */
interface Common {
  readonly domain: typeof catalog;
  readonly owner: string;
  readonly tier: 3;
  readonly runbook: string;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
  readonly timeoutSeconds: number;
}

export interface CatalogServiceProps {
  readonly domains: readonly Domain[];
  /** Every stack of the deployment, by its name. */
  readonly stackNames: readonly string[];
}

/** The catalog's API, which may read what is deployed and how its alarms stand; and the console's files, which may read nothing. */
export class CatalogService extends Construct {
  readonly api: ReleasedFunction;
  readonly target: HttpTarget;
  readonly targetOf: (operation: RoutedOperation) => HttpTarget;

  constructor(scope: Construct, id: string, deployment: Deployment, { domains, stackNames }: CatalogServiceProps) {
    super(scope, id);
    const common: Common = {
      domain: catalog,
      owner: 'platform',
      tier: 3,
      runbook: 'http-function',
      key: new DomainKey(this, 'Key', 'catalog'),
      alarmTopicArn: readStackParameter(this, deployment, 'alarmTopicArn'),
      timeoutSeconds: 15,
    };
    // Whatever has no name of its own is called after its stack.
    const releases = readStackParameter(this, deployment, 'releasesAliasArn');
    const snapshots = new CatalogSnapshots(this, 'Snapshots', common.key);
    const keeping: SnapshotEnv = { STACK_NAMES: stackNames.join(','), SNAPSHOTS: snapshots.bucketName };
    const environment: CatalogEnv = {
      ...keeping,
      ALARM_NAMES: `${deployment.prefix}Folio-`,
      RELEASES: releases,
    };
    const declared = { [DECLARATIONS_ASSET]: JSON.stringify(declarationsOf(PROJECT_DIR, domains)) };
    const extras = { ...declared, [RUNBOOKS_ASSET]: JSON.stringify(runbookTexts(PROJECT_DIR)) };
    this.api = domainFunction(this, 'Api', deployment, {
      ...common,
      entry: 'api',
      environment,
      extras,
      memoryMb: 1769,
    });
    grantReadingStacks(this.api, deployment);
    grantListingAlarms(this.api, ['DescribeAlarms', 'DescribeAlarmHistory']);
    grantCountingParked(this.api, deployment);
    grantInvoking(this.api, releases);
    const taker = domainFunction(this, 'Snapshot', deployment, {
      ...{ ...common, ...TAKER, entry: 'snapshot', environment: keeping, extras: declared },
    });
    grantReadingStacks(taker, deployment);
    for (const each of [this.api, taker]) snapshots.grantKeeping(each);
    new ScheduleRoute(this, 'SnapshotSchedule', { ...common, ...TAKER, to: taker, everyMinutes: SNAPSHOT_MINUTES });
    const files = { [CONSOLE_ASSET]: JSON.stringify(deployment.bundles.console) };
    const signIn = consoleSignIn(this, deployment.externalIssuer, readableScopes(domains));
    const signingIn: Record<string, string> & ConsoleEnv =
      signIn === undefined ? {} : { SIGN_IN: JSON.stringify(signIn) };
    const page = domainFunction(this, 'Console', deployment, {
      ...common,
      entry: 'console',
      environment: signingIn,
      extras: files,
      memoryMb: 512,
    });
    const apiId = readStackParameter(this, deployment, 'apiId');
    this.target = new HttpTarget(this, 'Target', { apiId, target: this.api });
    const pages = new HttpTarget(this, 'ConsoleTarget', { apiId, target: page });
    const changes = new HttpTarget(this, 'OperateTarget', { apiId, target: this.#operate(deployment, common) });
    const targets = new Map<string, HttpTarget>([
      ...consoleOperations.map(({ operationId }) => [operationId, pages] as const),
      ...releaseChangeOperations.map(({ operationId }) => [operationId, changes] as const),
    ]);
    this.targetOf = ({ operationId }) => targets.get(operationId) ?? this.target;
  }

  /**
   * What changes releases for clients. It has no pin and is in no release, like the registry's own functions: the way back from a bad release of
   * the catalog does not lead over that release.
   */
  #operate(deployment: Deployment, common: Omit<Common, 'domain'>): ReleasedFunction {
    const operator = operatesFromConsole(this)
      ? readStackParameter(this, deployment, 'releaseOperatorAliasArn')
      : undefined;
    const domain = ownDomain(this);
    const environment: Record<string, string> & OperateEnv = {
      ...(operator === undefined ? {} : { OPERATOR: operator }),
      ...(domain?.edgeCertificate === undefined ? {} : { EDGE_HOST: domain.name }),
    };
    const fn = new ReleasedFunction(this, 'Operate', {
      ...common,
      domain: catalog.name,
      runbook: 'rollback',
      code: deployment.bundles.code('functions/catalog/handlers/operate.http.ts'),
      environment,
      memoryMb: 512,
    });
    if (operator !== undefined) grantInvoking(fn, operator);
    return fn;
  }
}
