/** Something outside of a function that its environment names. */
export interface NamedResource {
  readonly kind: 'table' | 'bus' | 'key' | 'queue' | 'function';
  /** A name, an id, a URL or an ARN, as the kind has it. */
  readonly name: string;
}

const KINDS: readonly (readonly [RegExp, NamedResource['kind']])[] = [
  [/(^|_)TABLE_NAME$/, 'table'],
  [/(^|_)BUS_NAME$/, 'bus'],
  [/_KEY_ID$/, 'key'],
  [/_QUEUE_URL$/, 'queue'],
];

const ALIAS = /arn:[\w-]+:lambda:[\w-]*:\d*:function:[\w-]+:[\w-]+/g;

/** The resources in a function's environment: by the variable's name, and any alias of a function that a value holds. */
export const namedResources = (environment: Readonly<Record<string, string>>): readonly NamedResource[] =>
  Object.entries(environment).flatMap(([variable, value]) => {
    const kind = KINDS.find(([form]) => form.test(variable))?.[1];
    if (kind !== undefined) return [{ kind, name: value }];
    return [...value.matchAll(ALIAS)].map(([name]) => ({ kind: 'function' as const, name }));
  });
