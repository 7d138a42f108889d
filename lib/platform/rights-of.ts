import { createHash } from 'node:crypto';
import { Lazy, Stack } from 'aws-cdk-lib';
import { type IPrincipal, Policy, Role } from 'aws-cdk-lib/aws-iam';
import { asArray, field, type Resolved } from './rules/resolved.ts';

/** The id of a resource in its template without the hash at its end. */
const withoutHash = (id: Resolved): string => String(id).replace(/[0-9A-F]{8}$/, '');

/** What a template says of a resource, for people: `DataStoreTable/index/due`. */
const told = (value: Resolved): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(told).join('');
  const [ref, attribute, join] = ['Ref', 'Fn::GetAtt', 'Fn::Join'].map((name) => field(value, name));
  if (ref !== undefined) return withoutHash(ref);
  if (attribute !== undefined) return withoutHash(asArray(attribute)[0]);
  if (join === undefined) return JSON.stringify(value);
  const [between, parts] = asArray(join);
  return asArray(parts).map(told).join(String(between));
};

const granted = (statement: Resolved): readonly string[] =>
  field(statement, 'effect') === 'Allow'
    ? asArray(field(statement, 'action')).flatMap((action) =>
        asArray(field(statement, 'resource')).map(
          (resource) => `${told(action)} on ${told(resource)}${under(field(statement, 'condition'))}`,
        ),
      )
    : [];

/** The policies of a role, as far as they are made. */
export const policiesOf = (principal: IPrincipal): readonly Policy[] =>
  principal instanceof Role ? principal.node.findAll().filter((node): node is Policy => node instanceof Policy) : [];

/** Under which conditions, by their keys, and a mark that changes with what they ask for. */
const under = (condition: Resolved): string => {
  if (condition === undefined) return '';
  const text = JSON.stringify(condition);
  const keys = Object.values(condition as Readonly<Record<string, object>>).flatMap((one) => Object.keys(one));
  return ` under ${[...new Set(keys)].sort().join(', ')} (${createHash('sha256').update(text).digest('hex').slice(0, 6)})`;
};

/**
 * What a role of this stack may do when all of the app has been put together: `dynamodb:GetItem on DataStoreTable`, each once, in
 * order; under conditions, `dynamodb:UpdateItem on DataStoreTable under dynamodb:LeadingKeys (3f9a1c)`.
 */
export const rightsOf = (principal: IPrincipal): string[] => {
  if (!(principal instanceof Role)) return [];
  return Lazy.list({
    produce: () => {
      const statements = policiesOf(principal).flatMap(({ document }) =>
        asArray(field(Stack.of(principal).resolve(document.toJSON()) as Resolved, 'statement')),
      );
      return [...new Set(statements.flatMap(granted))].sort();
    },
  });
};
