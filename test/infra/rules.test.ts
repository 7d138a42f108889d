import { describe, expect, test } from '@jest/globals';
import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  CfnEventSourceMapping,
  CfnPermission,
  Code,
  type IFunction,
  Function as LambdaFn,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DomainTable } from '../../lib/platform/domain-table.ts';
import { EventRoute } from '../../lib/platform/event-route.ts';
import { HttpTarget } from '../../lib/platform/http-routes.ts';
import { ScheduleRoute } from '../../lib/platform/schedule-route.ts';
import { StreamRoute } from '../../lib/platform/stream-route.ts';
import { WorkQueue } from '../../lib/platform/work-queue.ts';
import { type Fixture, newFixture, OWNERSHIP, synthesize, TOPIC } from './support/fixture.ts';

const bareFunction = ({ stack }: Fixture) =>
  new LambdaFn(stack, 'Bare', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('//') });

const workQueue = ({ stack, fn, key }: Fixture) =>
  new WorkQueue(stack, 'Work', {
    ...OWNERSHIP,
    domain: 'fixture',
    consumer: fn,
    key,
    alarmTopicArn: TOPIC,
    batchSize: 10,
    maxConcurrency: 2,
    lateAfterSeconds: 60,
  });

const eventRoute = (fixture: Fixture) =>
  new EventRoute(fixture.stack, 'Route', {
    busName: 'folio',
    event: { source: 'ledger', detailType: 'ledger.TransactionPosted', version: 1 },
    to: workQueue(fixture),
    key: fixture.key,
  });

const domainTable = ({ stack, key }: Fixture) => new DomainTable(stack, 'Store', { key });

const streamRoute = (fixture: Fixture) =>
  new StreamRoute(fixture.stack, 'Stream', {
    ...OWNERSHIP,
    domain: 'fixture',
    from: domainTable(fixture),
    to: fixture.fn,
    key: fixture.key,
    alarmTopicArn: TOPIC,
    sortKeys: ['A'],
    batchSize: 100,
    parallel: 1,
  });

/** What each rule lets through, and everything that it must not: [rule, what it is, fixture]. */
const CLEAN: readonly (readonly [string, string, (fixture: Fixture) => unknown])[] = [
  ['ReleasedFunctionsOnly', 'a ReleasedFunction', () => undefined],
  [
    'AliasTargetsOnly',
    'an HttpTarget',
    ({ stack, fn }) => new HttpTarget(stack, 'Target', { apiId: 'api', target: fn }),
  ],
  [
    'AliasTargetsOnly',
    'a ScheduleRoute',
    ({ stack, fn, key }) =>
      new ScheduleRoute(stack, 'Clock', { ...OWNERSHIP, to: fn, key, alarmTopicArn: TOPIC, everyMinutes: 5 }),
  ],
  ['QueuesHaveDeadLetters', 'a WorkQueue', workQueue],
  ['TablesRecover', 'a DomainTable', domainTable],
  [
    'NoWildcardGrants',
    'a grant that lists its actions',
    (fixture) => domainTable(fixture).grant(fixture.fn, ['GetItem', 'Query']),
  ],
  [
    'NoWildcardGrants',
    'a grant on everything of what AWS knows no resource for',
    (fixture) => grant(fixture, 'codedeploy:StopDeployment', '*'),
  ],
  ['StreamMappingsGiveUp', 'a StreamRoute', streamRoute],
  ['RulesTargetQueues', 'an EventRoute', eventRoute],
];

const mapping = (fixture: Fixture, changes: object) =>
  new CfnEventSourceMapping(fixture.stack, 'Mapping', {
    eventSourceArn: domainTable(fixture).table.tableStreamArn ?? '',
    functionName: fixture.fn.alias.functionArn,
    startingPosition: 'TRIM_HORIZON',
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: 5,
    maximumRecordAgeInSeconds: 3600,
    functionResponseTypes: ['ReportBatchItemFailures'],
    destinationConfig: { onFailure: { destination: 'arn:aws:s3:::bucket' } },
    ...changes,
  });

const table = ({ stack }: Fixture, changes: object) =>
  new Table(stack, 'Loose', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    ...changes,
  });

const grant = ({ fn }: Fixture, action: string, resource: string) =>
  fn.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [action], resources: [resource] }));

const schedule = ({ stack }: Fixture, arn: string) =>
  new CfnSchedule(stack, 'Clock', {
    scheduleExpression: 'rate(1 minute)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: { arn, roleArn: 'arn:aws:iam::123456789012:role/clock' },
  });

const rule = ({ stack }: Fixture) => new Rule(stack, 'Rule', { eventPattern: { source: ['ledger'] } });

const VIOLATING: readonly (readonly [string, string, (fixture: Fixture) => unknown])[] = [
  ['ReleasedFunctionsOnly', 'a bare function', bareFunction],
  [
    'AliasTargetsOnly',
    'a permission on the function under the alias',
    ({ stack, fn }) =>
      new CfnPermission(stack, 'Permission', {
        action: 'lambda:InvokeFunction',
        functionName: fn.alias.lambda.functionName,
        principal: 'apigateway.amazonaws.com',
      }),
  ],
  [
    'AliasTargetsOnly',
    'an integration with a version',
    ({ stack, fn }) =>
      new CfnIntegration(stack, 'Integration', {
        apiId: 'api',
        integrationType: 'AWS_PROXY',
        integrationUri: fn.alias.version.functionArn,
      }),
  ],
  [
    'AliasTargetsOnly',
    'a queue mapping to the function under the alias',
    (fixture) =>
      new CfnEventSourceMapping(fixture.stack, 'Mapping', {
        eventSourceArn: 'arn:aws:sqs:eu-central-1:123456789012:queue',
        functionName: fixture.fn.alias.lambda.functionArn,
      }),
  ],
  [
    'AliasTargetsOnly',
    'a schedule of $LATEST',
    (f) => schedule(f, 'arn:aws:lambda:eu-central-1:123456789012:function:f:$LATEST'),
  ],
  [
    'AliasTargetsOnly',
    'a schedule of a bare ARN',
    (f) => schedule(f, 'arn:aws:lambda:eu-central-1:123456789012:function:f'),
  ],
  ['QueuesHaveDeadLetters', 'a bare queue', ({ stack }) => new Queue(stack, 'Queue')],
  ['TablesRecover', 'a table without recovery', (f) => table(f, { pointInTimeRecoverySpecification: undefined })],
  ['TablesRecover', 'a table that can be deleted', (f) => table(f, { deletionProtection: false })],
  ['TablesRecover', 'a table that goes with its stack', (f) => table(f, { removalPolicy: RemovalPolicy.DESTROY })],
  [
    'NoWildcardGrants',
    'every action of a service',
    (f) => grant(f, 'dynamodb:*', 'arn:aws:dynamodb:eu-central-1:1:table/t'),
  ],
  ['NoWildcardGrants', 'a group of actions', (f) => grant(f, 'kms:ReEncrypt*', 'arn:aws:kms:eu-central-1:1:key/k')],
  ['NoWildcardGrants', 'every resource', (f) => grant(f, 'dynamodb:GetItem', '*')],
  [
    'NoWildcardGrants',
    'everything but something',
    ({ fn }) =>
      fn.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({ notActions: ['iam:PassRole'], resources: ['arn:aws:s3:::b'] }),
      ),
  ],
  ['StreamMappingsGiveUp', 'no bisection', (f) => mapping(f, { bisectBatchOnFunctionError: false })],
  ['StreamMappingsGiveUp', 'endless tries', (f) => mapping(f, { maximumRetryAttempts: -1 })],
  ['StreamMappingsGiveUp', 'endless age', (f) => mapping(f, { maximumRecordAgeInSeconds: undefined })],
  ['StreamMappingsGiveUp', 'no destination for failures', (f) => mapping(f, { destinationConfig: undefined })],
  ['StreamMappingsGiveUp', 'all or nothing answers', (f) => mapping(f, { functionResponseTypes: [] })],
  ['StreamMappingsGiveUp', 'a start that skips records', (f) => mapping(f, { startingPosition: 'LATEST' })],
  ['RulesTargetQueues', 'a rule to a function', (f) => rule(f).addTarget(new LambdaFunction(f.fn.alias as IFunction))],
  [
    'RulesTargetQueues',
    'a rule to a queue without dead letters',
    (f) => rule(f).addTarget(new SqsQueue(workQueue(f).queue)),
  ],
  ['RulesTargetQueues', 'a rule to nowhere', rule],
];

describe('the rules of the architecture', () => {
  test.each(VIOLATING)('%s stops the synthesis of %s', (name, _what, build) => {
    const fixture = newFixture();
    build(fixture);
    expect(synthesize(fixture)).toContain(name);
  });

  test.each(CLEAN)('%s lets %s through, and so do all others', (_name, _what, build) => {
    const fixture = newFixture();
    build(fixture);
    expect(synthesize(fixture)).toEqual([]);
  });

  test('every rule has a fixture that breaks it and one that does not', () => {
    const fired = new Set(VIOLATING.map(([name]) => name));
    expect(new Set(CLEAN.map(([name]) => name))).toEqual(fired);
    expect(fired.size).toBe(7);
  });
});
