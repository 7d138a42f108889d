/** A resource of a CloudFormation template; what it holds is asked for by path, since any of it may be missing. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly UpdatePolicy?: unknown;
}

/** The parts of a template that the catalog reads. */
export interface Template {
  readonly Description?: unknown;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** A template under the name of its stack. */
export interface StackTemplate {
  readonly stack: string;
  readonly template: Template;
}

export type Members = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path; undefined where anything on the way is missing or something else. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown => {
  let here = value;
  for (const step of path) {
    if (typeof step === 'number') here = Array.isArray(here) ? here[step] : undefined;
    else here = isObject(here) && Object.hasOwn(here, step) ? here[step] : undefined;
  }
  return here;
};

/** One or many, as CloudFormation and IAM take either. */
export const listOf = (value: unknown): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
};

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Tags as lists of `Key` and `Value`, or as a map, which some resources have. */
export const tagOf = (resource: Resource, key: string): string | undefined => {
  const tags = at(resource.Properties, 'Tags');
  if (isObject(tags)) return textOf(at(tags, key));
  return textOf(
    at(
      listOf(tags).find((tag) => at(tag, 'Key') === key),
      'Value',
    ),
  );
};

/**
 * A template as far as the catalog can read it.
 *
 * @throws Error that says what is not as CloudFormation has it
 */
export const asTemplate = (value: unknown): Template => {
  if (!isObject(value)) throw new Error('it is no JSON object');
  const resources = value.Resources;
  if (!isObject(resources)) throw new Error("it has no 'Resources'");
  for (const [id, resource] of Object.entries(resources))
    if (!isObject(resource) || typeof resource.Type !== 'string') throw new Error(`its resource ${id} has no 'Type'`);
  return value as unknown as Template;
};
