import { describe, expect, test } from '@jest/globals';
import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { composeFolio } from '../../lib/folio.ts';
import { readDeployment } from '../../lib/platform/deployment.ts';
import { checkWithNag } from '../../lib/platform/nag.ts';
import type { StagePlace } from '../../lib/platform/stage-place.ts';
import { newApp, UNBUNDLED } from './support/folio.ts';

const composed = (place?: StagePlace) => {
  const app = newApp({}, 'checked');
  composeFolio(app, { ...readDeployment(app, UNBUNDLED), place });
  return app;
};

interface Acknowledged {
  readonly id: string;
  readonly reason: string;
}

/** CDK keeps them as metadata: rule -> reason. */
const acknowledgements = (app: ReturnType<typeof composed>): readonly Acknowledged[] =>
  app.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries(data as Record<string, string>).map(([id, reason]) => ({ id, reason }))),
    );

describe('the AWS Solutions pack and the rules of CloudFormation', () => {
  test('find nothing that is not acknowledged', () => {
    const app = composed();
    checkWithNag(app);
    expect(() => app.synth()).not.toThrow();
  });

  test('find nothing either where a file says the account and the region, which findings then name', () => {
    const app = composed({ account: '111122223333', region: 'eu-central-1' });
    checkWithNag(app);
    expect(() => app.synth()).not.toThrow();
  });

  test('find something where nothing is acknowledged, so the pack does look', () => {
    const app = composed();
    for (const { node } of app.node.findAll()) {
      for (const entry of node.metadata) {
        if (entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY) Object.assign(entry, { data: {} });
      }
    }
    expect(new AwsSolutionsChecks(app).validateScope(app).violations.length).toBeGreaterThan(0);
  });

  test('find a property that CloudFormation does not know, so its rules do look', () => {
    const app = newApp({}, 'checked');
    new CfnResource(new Stack(app, 'Fixture'), 'Topic', { type: 'AWS::SNS::Topic', properties: { Colour: 'red' } });
    expect(() => app.synth()).toThrow('Colour');
  });

  test('are answered, each with a reason', () => {
    const answers = acknowledgements(composed());
    expect(answers.length).toBeGreaterThan(0);
    for (const { id, reason } of answers) {
      expect(id).toMatch(/AwsSolutions-(IAM5|APIG4|S1|SQS3)/);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
