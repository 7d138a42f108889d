import type { App } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { DomainKey } from '../../../lib/platform/domain-key.ts';
import { ReleasedFunction } from '../../../lib/platform/released-function.ts';
import { enforceRules } from '../../../lib/platform/rules/rules.ts';
import { newApp } from './folio.ts';

export const OWNERSHIP = { owner: 'tests', tier: 3, runbook: 'http-function' } as const;
export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:alarms';

/** A stack with a key and a good function in it, held to the rules, for a test to put something into. */
export interface Fixture {
  readonly app: App;
  readonly stack: Stack;
  readonly key: DomainKey;
  readonly fn: ReleasedFunction;
}

export const newFixture = (): Fixture => {
  const app = newApp();
  const stack = new Stack(app, 'Fixture');
  const key = new DomainKey(stack, 'Key', 'fixture');
  const fn = new ReleasedFunction(stack, 'Good', {
    ...OWNERSHIP,
    domain: 'fixture',
    code: Code.fromInline('// nothing'),
    environment: {},
    timeoutSeconds: 20,
    memoryMb: 256,
    key,
    alarmTopicArn: TOPIC,
  });
  enforceRules(app);
  return { app, stack, key, fn };
};

/** The names of the rules that stop the synthesis of the fixture; none if it succeeds. Any other error is thrown. */
export const synthesize = ({ app }: Fixture): readonly string[] => {
  try {
    app.synth();
    return [];
  } catch (error) {
    const metadata = app.node.findAll().flatMap(({ node }) => node.metadata);
    const errors = metadata.filter(({ type }) => type === 'aws:cdk:error').map(({ data }) => String(data));
    if (errors.length === 0) throw error;
    return [...new Set(errors.map((message) => message.split(':')[0] ?? ''))];
  }
};

export const template = (fixture: Fixture): Template => Template.fromStack(fixture.stack);
