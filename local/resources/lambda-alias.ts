import { isDeepStrictEqual } from 'node:util';
import type { Lambda } from '../lambda/runtime.ts';
import { parseTarget } from '../lambda/target.ts';
import type { Resource, ResourceHandler } from '../services.ts';
import { optionalText, text } from './properties.ts';

interface WeightedVersion {
  readonly FunctionVersion: string;
  readonly FunctionWeight: number;
}

const weights = (resource: Resource): Readonly<Record<string, number>> => {
  const routing = resource.properties.RoutingConfig as
    | { readonly AdditionalVersionWeights?: readonly WeightedVersion[] }
    | undefined;
  const list = routing?.AdditionalVersionWeights ?? [];
  return Object.fromEntries(
    list.map(({ FunctionVersion, FunctionWeight }) => [FunctionVersion, Number(FunctionWeight)]),
  );
};

/**
 * An alias. As CloudFormation does, it is moved only when its own properties have changed: one that was moved by hand (a
 * rollback) stays where it is through restarts and through deployments that do not touch it.
 */
export const lambdaAlias = (lambda: Lambda): ResourceHandler => ({
  type: 'AWS::Lambda::Alias',
  honours: ['FunctionName', 'FunctionVersion', 'Name', 'Description', 'RoutingConfig'],
  ignores: {},
  apply: (resource) => {
    const { name } = parseTarget(text(resource, 'FunctionName'));
    const alias = text(resource, 'Name');
    const existing = lambda.control.record(name).aliases[alias];
    const untouched = isDeepStrictEqual(resource.previous?.properties, resource.properties);
    const view =
      existing !== undefined && untouched
        ? lambda.alias(name, alias)
        : lambda.control.putAlias(name, alias, {
            functionVersion: text(resource, 'FunctionVersion'),
            weights: weights(resource),
            description: optionalText(resource, 'Description') ?? '',
          });
    return { ref: view.arn, attributes: { AliasArn: view.arn } };
  },
  remove: (record) => {
    const { name, qualifier } = parseTarget(record.ref);
    lambda.control.removeAlias(name, qualifier);
  },
});
