import { Lazy, Stack } from 'aws-cdk-lib';
import { type IPrincipal, Policy, Role } from 'aws-cdk-lib/aws-iam';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const asList = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value as Json];

/** The id of a resource in its template without the hash at its end. */
const withoutHash = (id: Json | undefined): string => String(id).replace(/[0-9A-F]{8}$/, '');

/** What a template says of a resource, for people: `DataStoreTable/index/due`. */
const told = (value: Json): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(told).join('');
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as { readonly [name: string]: Json };
  if (ref !== undefined) return withoutHash(ref);
  if (attribute !== undefined) return withoutHash(asList(attribute)[0]);
  if (join !== undefined)
    return asList(asList(join)[1])
      .map(told)
      .join(String(asList(join)[0]));
  return JSON.stringify(value);
};

const granted = (statement: Json): readonly string[] => {
  const { Effect, Action, Resource } = statement as { readonly [name: string]: Json };
  if (Effect !== 'Allow') return [];
  return asList(Action).flatMap((action) => asList(Resource).map((resource) => `${told(action)} on ${told(resource)}`));
};

/**
 * What a role of this stack may do when all of the app has been put together: `dynamodb:GetItem on DataStoreTable`, each once, in
 * order. Conditions are not told.
 */
export const rightsOf = (principal: IPrincipal): string[] => {
  if (!(principal instanceof Role)) return [];
  return Lazy.list({
    produce: () => {
      const statements = principal.node
        .findAll()
        .filter((node): node is Policy => node instanceof Policy)
        .flatMap(({ document }) =>
          asList((Stack.of(principal).resolve(document.toJSON()) as { Statement?: Json }).Statement),
        );
      return [...new Set(statements.flatMap(granted))].sort();
    },
  });
};
