import type { Resource } from '../services.ts';
import { StartFailure } from '../start-failure.ts';

/** A property that is missing or of the wrong shape, named with its resource. */
export class PropertyFailure extends StartFailure {
  override readonly name = 'PropertyFailure';
}

const fail = (resource: Resource, property: string, expected: string): never => {
  throw new PropertyFailure(
    `${resource.stack}/${resource.logicalId} (${resource.type}): ${property} is not ${expected}`,
  );
};

/** Reads `A.B.C` out of nested properties. */
const at = (resource: Resource, path: string): unknown => {
  let value: unknown = resource.properties;
  for (const name of path.split('.')) {
    value =
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }
  return value;
};

export const optionalText = (resource: Resource, path: string): string | undefined => {
  const value = at(resource, path);
  return value === undefined || typeof value === 'string' ? value : fail(resource, path, 'text');
};

export const text = (resource: Resource, path: string): string =>
  optionalText(resource, path) ?? fail(resource, path, 'given');

/** Numbers may arrive as text: CloudFormation parameters always do. */
export const optionalNumber = (resource: Resource, path: string): number | undefined => {
  const value = at(resource, path);
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : fail(resource, path, 'a number');
};

export const texts = (resource: Resource, path: string): readonly string[] => {
  const value = at(resource, path) ?? [];
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value
    : fail(resource, path, 'a list of text');
};

/** A map of text, as environment variables are. */
export const textMap = (resource: Resource, path: string): Readonly<Record<string, string>> => {
  const value = at(resource, path) ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(resource, path, 'a map');
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) =>
      typeof each === 'object' ? fail(resource, `${path}.${name}`, 'text') : [name, String(each)],
    ),
  );
};

/** Refuses a value that would behave differently here than on AWS. */
export const only = (resource: Resource, path: string, allowed: readonly unknown[]): void => {
  const value = at(resource, path);
  if (value !== undefined && !allowed.includes(value))
    fail(resource, path, `supported locally (only ${allowed.join(', ')})`);
};
