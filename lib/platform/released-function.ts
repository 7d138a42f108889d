import { CfnCondition, Duration, Fn, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { type IGrantable, type IPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  type CfnAlias,
  type Code,
  type IVersion,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  RuntimeManagementMode,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { MINUTE, type Ownership, raiseAlarm } from './alarms.ts';
import { Canary, type Rollout } from './canary.ts';
import type { DomainKey } from './domain-key.ts';
import { keptAfter } from './ephemeral.ts';
import { isEphemeral } from './is-ephemeral.ts';
import { logDays } from './log-days.ts';
import { acknowledge } from './nag.ts';
import { tokenEnvironment } from './outside-issuer.ts';
import { parameterStamp } from './parameter-stamp.ts';
import { ReleaseAlarms } from './release-alarms.ts';
import type { ReleaseIdentity } from './release-identity.ts';
import { reservedConcurrency } from './reserved-concurrency.ts';
import { metricNamespace } from './stage.ts';
import { wantsTracer } from './tracer.ts';
import { watchErrors, watchFaults } from './version-alarms.ts';

export interface ReleasedFunctionProps extends Ownership {
  /** Also the name of the service in logs and metrics. */
  readonly domain: string;
  readonly code: Code;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** 1,769 MB buy one whole vCPU. */
  readonly memoryMb: number;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
  /** A name that stays where its stack is made anew; absent where CloudFormation's own will do. */
  readonly name?: string;
  /** Where it runs in a network of ours; absent where Lambda's own will do. */
  readonly network?: Network | undefined;
  /** Absent where nothing holds the alias: the registry makes all pins, so its own function can have none. */
  readonly release?: ReleaseIdentity;
  /**
   * It puts messages into the queue that feeds it, by design and with an end of its own. Any other function that AWS finds in
   * a loop with a queue is stopped after some 16 turns, and the message dead-lettered.
   */
  readonly feedsItself?: boolean;
  /** How a new version takes over; by canary unless said. `direct` is for what a rollout itself needs: nothing watches it. */
  readonly rollout?: Rollout | 'direct';
}

/** A network of ours, and what a function of it may reach. */
export interface Network {
  readonly vpc: IVpc;
  readonly securityGroups: readonly ISecurityGroup[];
}

const networkOf = (network: Network | undefined) =>
  network === undefined ? {} : { vpc: network.vpc, securityGroups: [...network.securityGroups] };

/** What a pin says while it holds nothing. */
const UNPINNED = 'none';

/** The share of its timeout that a run may take before somebody is told. */
const SLOW = 0.8;

/**
 * The only way to make a function: code, a version that outlives its release, the alias `live`, a log group and alarms. It
 * hands out the alias and never the function, so that everything that calls it can be rolled back by moving one pointer.
 *
 * @example
 * const api = new ReleasedFunction(this, 'Api', { domain: 'ledger', code, environment, ... });
 * table.grantPosting(api);
 * new HttpRoutes(this, 'Routes', { target: api, ... });
 */
export class ReleasedFunction extends Construct implements IGrantable {
  readonly alias: Alias;
  readonly grantPrincipal: IPrincipal;
  readonly timeout: Duration;
  readonly release: ReleaseIdentity | undefined;
  /** The version of this template, and the one that the alias stands at: the pinned one, where there is a pin. */
  readonly versions: { readonly template: string; readonly live: string };

  constructor(scope: Construct, id: string, props: ReleasedFunctionProps) {
    super(scope, id);
    this.timeout = Duration.seconds(props.timeoutSeconds);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: logDays(this, RetentionDays.THREE_MONTHS),
      ...props.key.forLogs,
      removalPolicy: keptAfter(this),
    });
    const role = this.#role(logGroup);
    this.grantPrincipal = role;
    const reserved = reservedConcurrency(this, props.domain, props.release);
    const parameters = parameterStamp(this, props.environment);
    const fn = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      // By default AWS brings its patches to old versions too, and what a rollback goes back to would run on another runtime.
      runtimeManagementMode: RuntimeManagementMode.FUNCTION_UPDATE,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      role,
      memorySize: props.memoryMb,
      timeout: this.timeout,
      ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
      ...networkOf(props.network),
      ...(props.name === undefined ? {} : { functionName: props.name }),
      // Once a run is less than one a second, AWS samples every run and bills it: so a trace is drawn where somebody asks for it.
      tracing: wantsTracer(this) ? Tracing.ACTIVE : Tracing.DISABLED,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Lambda's own two lines a run say nothing that ours and its metrics do not, and are more than ours.
      systemLogLevelV2: SystemLogLevel.WARN,
      ...(props.feedsItself === true ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      environment: {
        ...props.environment,
        ...tokenEnvironment(this),
        POWERTOOLS_SERVICE_NAME: props.domain,
        POWERTOOLS_METRICS_NAMESPACE: metricNamespace(this),
        ...(isEphemeral(this) ? { POWERTOOLS_METRICS_DISABLED: 'true' } : {}),
      },
      // Without it the version that a rollback needs is deleted by the deployment that supersedes it.
      currentVersionOptions: {
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        ...(parameters === undefined ? {} : { description: parameters }),
      },
    });
    const version = fn.currentVersion as IVersion;
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version });
    this.release = props.release;
    const held = props.release === undefined ? undefined : this.#holdAtPin(props.release, version.version);
    this.versions = { template: version.version, live: held?.live ?? version.version };
    for (const name of ['owner', 'tier', 'runbook'] as const) Tags.of(fn).add(`folio:${name}`, String(props[name]));
    // Whoever throws a stage away waits for no canary, and has no alarms that could take a version back.
    if (isEphemeral(this)) return;
    const errors = this.#watch(props);
    const { domain, owner, tier, runbook, alarmTopicArn: topicArn, rollout = { kind: 'canary' } } = props;
    const { brokenInvariants } = ReleaseAlarms.of(this, { domain, owner, tier, runbook, topicArn });
    if (rollout === 'direct') return;
    const alarms = [...this.#watchNewVersion(props, rollout, errors), brokenInvariants];
    new Canary(this, 'Canary', { alias: this.alias, rollout, alarms, pinned: held?.pinned });
  }

  /** What takes this version back. Moved all at once, it has the alias to itself, so the alias' errors are its own. */
  #watchNewVersion({ owner, tier }: ReleasedFunctionProps, { kind }: Rollout, aliasErrors: Alarm): readonly Alarm[] {
    const { functionName } = this.alias.lambda;
    const version = { functionName, version: this.versions.template, owner, tier };
    const errors = kind === 'canary' ? watchErrors(this, 'VersionErrors', version) : aliasErrors;
    return [watchFaults(this, 'VersionFaults', version), errors];
  }

  /** What any function needs, and no managed policy: its own log group, and traces, for which AWS knows no resource. */
  #role(logGroup: LogGroup): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::*]',
      'Active tracing (and reading streams) needs actions for which AWS knows no resource; NoWildcardGrants refuses all others.',
    );
    return role;
  }

  /**
   * CloudFormation reads the pin at each deployment: while it names a version the alias stays there, whatever the deployment
   * brings. The new version is published and waits. Returns where the alias stands, and the condition.
   */
  #holdAtPin(release: ReleaseIdentity, current: string): { readonly live: string; readonly pinned: string } {
    const pin = StringParameter.valueForStringParameter(this, release.pin);
    const condition = new CfnCondition(this, 'Pinned', {
      expression: Fn.conditionNot(Fn.conditionEquals(pin, UNPINNED)),
    });
    const pinned = Stack.of(this).getLogicalId(condition);
    const live = Fn.conditionIf(pinned, pin, current).toString();
    (this.alias.node.defaultChild as CfnAlias).functionVersion = live;
    return { live, pinned };
  }

  /** The alarms of the function; returns the one on its errors. */
  #watch(props: ReleasedFunctionProps): Alarm {
    const errors = raiseAlarm(this, 'Errors', {
      ...props,
      topicArn: props.alarmTopicArn,
      says: `Lambda function errors: ${this.node.path} throws, crashes or times out.`,
      metric: this.alias.metricErrors({ period: MINUTE }),
      above: 0,
    });
    // Whatever else is slow is late, and its queue or its stream tells of that; what is throttled, the account does.
    if (props.release?.probe === 'health') this.#watchSlowness(props);
    return errors;
  }

  #watchSlowness(props: ReleasedFunctionProps): void {
    raiseAlarm(this, 'Slow', {
      ...props,
      topicArn: props.alarmTopicArn,
      says: `Lambda duration: ${this.node.path} is close to its timeout of ${props.timeoutSeconds} s.`,
      metric: this.alias.metricDuration({ period: MINUTE, statistic: 'Maximum' }),
      above: props.timeoutSeconds * 1000 * SLOW,
    });
  }
}
