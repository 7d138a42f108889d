import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** JSON Schema as the OpenAPI document has it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly maxProperties?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** Elements and members that a full sample has at most. */
const MOST = 50;

export interface Sampling {
  /** 0 to 1, as `Math.random` gives it. */
  readonly fraction: () => number;
  /** Looks a `$ref` up. */
  readonly find: (ref: string) => JsonSchema;
  /** What there is of a text with this name, such as the ids of accounts: most samples name one of it. */
  readonly known?: Readonly<Record<string, readonly string[]>>;
  /** True takes everything that may be there, and as much of it as there may be. */
  readonly full?: boolean;
}

export const pick = <T>(all: readonly T[], fraction: () => number): T => {
  const one = all[Math.floor(fraction() * all.length)];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
};

const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));

const textOf = (node: AST.Element, fraction: () => number): string => {
  switch (node.type) {
    case 'Character':
      return String.fromCodePoint(node.value);
    case 'CharacterSet':
    case 'CharacterClass': {
      const one = new RegExp(`^${node.raw}$`);
      return pick(
        PRINTABLE.filter((char) => one.test(char)),
        fraction,
      );
    }
    case 'Group':
    case 'CapturingGroup':
      return pick(node.alternatives, fraction)
        .elements.map((element) => textOf(element, fraction))
        .join('');
    case 'Quantifier': {
      const most = Math.min(node.max, node.min + 8);
      const times = node.min + Math.floor(fraction() * (most - node.min + 1));
      return Array.from({ length: times }, () => textOf(node.element, fraction)).join('');
    }
    default:
      return '';
  }
};

/** A text that the pattern takes. */
export const textMatching = (pattern: string, fraction: () => number): string => {
  const { alternatives } = new RegExpParser().parsePattern(pattern);
  return pick(alternatives, fraction)
    .elements.map((element) => textOf(element, fraction))
    .join('');
};

const text = (schema: JsonSchema, { fraction }: Sampling): string => {
  if (schema.examples !== undefined) return String(pick(schema.examples, fraction));
  if (schema.pattern !== undefined) return textMatching(schema.pattern, fraction);
  if (schema.format === 'date-time') return '2026-01-02T03:04:05.678Z';
  return 'text'.slice(0, schema.maxLength ?? 4).padEnd(schema.minLength ?? 0, 'x');
};

const list = (schema: JsonSchema, sampling: Sampling): readonly unknown[] => {
  const most = sampling.full ? Math.min(schema.maxItems ?? 3, MOST) : (schema.minItems ?? 1);
  const all = Array.from({ length: most }, () => sampleOf(schema.items ?? {}, sampling));
  return schema.uniqueItems ? [...new Set(all)] : all;
};

const isText = (schema: JsonSchema, { find }: Sampling): boolean => {
  const meant = schema.$ref === undefined ? schema : find(schema.$ref);
  return [meant.type ?? []].flat().includes('string');
};

/** One in five is made from the schema all the same. */
const member = (name: string, schema: JsonSchema, sampling: Sampling): unknown => {
  const known = sampling.known?.[name];
  const isNamed = known !== undefined && isText(schema, sampling) && sampling.fraction() < 0.8;
  return isNamed ? pick(known, sampling.fraction) : sampleOf(schema, sampling);
};

const object = (schema: JsonSchema, sampling: Sampling): Readonly<Record<string, unknown>> => {
  const { properties = {}, required = [], additionalProperties } = schema;
  const branches = (schema.oneOf ?? []).map((branch) => branch.required ?? []);
  const chosen = branches.length === 0 ? [] : pick(branches, sampling.fraction);
  const others = new Set(branches.flat().filter((name) => !chosen.includes(name)));
  const names = Object.keys(properties).filter(
    (name) =>
      !others.has(name) &&
      (sampling.full ||
        required.includes(name) ||
        chosen.includes(name) ||
        sampling.fraction() < (sampling.known?.[name] === undefined ? 0.3 : 0.8)),
  );
  const known = names.map((name) => [name, member(name, properties[name] ?? {}, sampling)]);
  const isMap = typeof additionalProperties === 'object' && Object.keys(properties).length === 0;
  const free = isMap ? (sampling.full ? Math.min(schema.maxProperties ?? 3, MOST) : 1) : 0;
  const members = Array.from({ length: free }, (_, at) => [
    `k${at}`,
    sampleOf(additionalProperties as JsonSchema, sampling),
  ]);
  return Object.fromEntries([...known, ...members]);
};

/** A value that the schema takes, as far as a JSON schema can say it. */
export const sampleOf = (schema: JsonSchema, sampling: Sampling): unknown => {
  if (schema.$ref !== undefined) return sampleOf(sampling.find(schema.$ref), sampling);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return pick(schema.enum, sampling.fraction);
  const branches = schema.anyOf ?? (schema.properties === undefined ? schema.oneOf : undefined);
  if (branches !== undefined) return sampleOf(pick(branches, sampling.fraction), sampling);
  if (schema.allOf !== undefined) return sampleOf(Object.assign({}, ...schema.allOf) as JsonSchema, sampling);
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  switch (types[0]) {
    case 'string':
      return text(schema, sampling);
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return sampling.fraction() < 0.5;
    case 'array':
      return list(schema, sampling);
    case 'object':
      return object(schema, sampling);
    default:
      return null;
  }
};
