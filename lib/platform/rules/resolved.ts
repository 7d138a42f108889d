import { type CfnResource, Stack } from 'aws-cdk-lib';

/** A JSON value as it stands in the template, references included. */
export type Resolved =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Resolved[]
  | { readonly [key: string]: Resolved };

/** The value as the template will show it. */
export const resolved = (resource: CfnResource, value: unknown): Resolved =>
  Stack.of(resource).resolve(value) as Resolved;

export const asArray = (value: Resolved): readonly Resolved[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** A field of an object, in either spelling of CDK's: as given to a construct, or as in the template. */
export const field = (value: Resolved, name: string): Resolved => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const object = value as { readonly [key: string]: Resolved };
  return object[name] ?? object[name.charAt(0).toUpperCase() + name.slice(1)];
};

/** Every logical id that a value refers to, by `Ref` or `Fn::GetAtt`. */
export const referencedIds = (value: Resolved): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(referencedIds);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' && typeof inner === 'string') return [inner];
    if (key === 'Fn::GetAtt')
      return typeof inner === 'string' ? [inner.split('.')[0] ?? ''] : [String(asArray(inner)[0])];
    return referencedIds(inner);
  });
};
