import { beforeAll, describe, expect, test } from '@jest/globals';
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
  let app: ReturnType<typeof composed>;
  beforeAll(() => {
    app = composed();
  });

  test('find nothing that is not acknowledged', () => {
    checkWithNag(app);
    expect(() => app.synth()).not.toThrow();
  });

  test('find nothing either where a file says the account and the region, which findings then name', () => {
    const placed = composed({ account: '111122223333', region: 'eu-central-1' });
    checkWithNag(placed);
    expect(() => placed.synth()).not.toThrow();
  });

  test('are answered, each with a reason', () => {
    const answers = acknowledgements(app);
    expect(answers.length).toBeGreaterThan(0);
    for (const { id, reason } of answers) {
      expect(id).toMatch(/AwsSolutions-(IAM5|APIG4|S1|SQS3)/);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  test('find something once nothing is acknowledged any more, so the pack does look', () => {
    for (const { node } of app.node.findAll()) {
      for (const entry of node.metadata) {
        if (entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY) Object.assign(entry, { data: {} });
      }
    }
    expect(new AwsSolutionsChecks(app).validateScope(app).violations.length).toBeGreaterThan(0);
  });

  test('find a property that CloudFormation does not know, so its rules do look', () => {
    const other = newApp({}, 'checked');
    new CfnResource(new Stack(other, 'Fixture'), 'Topic', { type: 'AWS::SNS::Topic', properties: { Colour: 'red' } });
    expect(() => other.synth()).toThrow('Colour');
  });
});
