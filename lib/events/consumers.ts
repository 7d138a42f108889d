import type { App, Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Bundles } from '../platform/deployment.ts';

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

/** For an app of which only the templates count: the name of the entry stands for the code, which is how a handler is known here. */
export const NAMED_BUNDLES: Bundles = { code: (entry) => Code.fromInline(entry), console: {} };

/** What the rules of an app lead to, once it is synthesized. Its bundles have to be NAMED_BUNDLES. */
export const readConsumers = (app: App, stacks: readonly Stack[]): readonly Consumer[] => {
  const assembly = app.synth();
  return stacks.flatMap((stack) => consumersIn(assembly.getStackByName(stack.stackName).template.Resources));
};
