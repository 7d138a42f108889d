import { App, Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { composeFolio } from '../folio.ts';
import { readDeployment } from '../platform/deployment.ts';
import { FEATURES } from '../platform/features.ts';

/** Who handles an event: the entry file of the function behind the queue behind the rule. */
export interface Consumer {
  readonly detailType: string;
  readonly version: number;
  readonly handler: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any form; what is missing in it fails below.
type Properties = any;
type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;

const idOf = (value: Properties): string => value?.Ref ?? value?.['Fn::GetAtt']?.[0] ?? '';

const consumersIn = (resources: Resources): readonly Consumer[] => {
  const ofType = (type: string) => Object.values(resources).filter((one) => one.Type === type);
  const handlerOf = (queue: string): string => {
    const mapping = ofType('AWS::Lambda::EventSourceMapping').find(
      ({ Properties }) => idOf(Properties.EventSourceArn) === queue,
    );
    const alias = resources[idOf(mapping?.Properties.FunctionName)];
    const code = resources[idOf(alias?.Properties.FunctionName)]?.Properties.Code.ZipFile;
    if (typeof code !== 'string') throw new Error(`No function reads the queue ${queue}, to which a rule leads.`);
    return code;
  };
  return ofType('AWS::Events::Rule').flatMap(({ Properties: { EventPattern, Targets } }) =>
    Targets.flatMap((target: Properties) =>
      (EventPattern['detail-type'] ?? []).flatMap((detailType: string) =>
        (EventPattern.detail?.version ?? []).map((version: number) => ({
          detailType,
          version,
          handler: handlerOf(idOf(target.Arn)),
        })),
      ),
    ),
  );
};

/** What the rules of the synthesized app lead to. Functions are not bundled: the name of the entry stands for the code. */
export const readConsumers = (): readonly Consumer[] => {
  const context = { ...FEATURES, '@aws-cdk/core:validateAgainstDefaultRules': false };
  const app = new App({ context, analyticsReporting: false });
  const stacks = composeFolio(app, readDeployment(app, { code: (entry) => Code.fromInline(entry) }));
  const assembly = app.synth();
  return Object.values(stacks)
    .filter((stack): stack is Stack => stack instanceof Stack)
    .flatMap((stack) => consumersIn(assembly.getStackByName(stack.stackName).template.Resources));
};
