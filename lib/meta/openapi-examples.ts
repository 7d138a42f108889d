import { isJsonObject, type Json, type JsonObject } from './openapi-json.ts';

/** Deeper than any schema of the API. */
const DEPTH_MAX = 12;

const componentOf = (pointer: string, components: JsonObject): Json | undefined =>
  components[pointer.slice('#/components/schemas/'.length)];

const first = (value: Json | undefined): Json | undefined => (Array.isArray(value) ? value[0] : undefined);

/** 26 characters of an id, as Folio makes them. */
const ID = '01KAB3VQ2E9M4T7Z0X5W8Y6R1C';

/** What a text with these rules could be: ids by their prefix, amounts, times. */
const textOf = ({ format, pattern, minLength, maxLength }: JsonObject): string => {
  if (format === 'date-time') return '2026-11-22T10:00:00.000Z';
  if (format === 'date') return '2026-11-23';
  if (format === 'uri') return 'https://example.com/hook';
  const rule = typeof pattern === 'string' ? pattern : '';
  const prefix = /^\^([a-z]+_)/.exec(rule)?.[1];
  if (prefix !== undefined) return `${prefix}${ID}`;
  if (rule.includes('[1-9][0-9]')) return '1050';
  if (maxLength === 3) return 'USD';
  return 'text'.padEnd(typeof minLength === 'number' ? minLength : 0, '.');
};

const objectOf = (schema: JsonObject, components: JsonObject, depth: number): JsonObject => {
  const properties = (schema.properties ?? {}) as JsonObject;
  const required = new Set((schema.required ?? []) as readonly string[]);
  const members = Object.entries(properties).flatMap(([name, property]) => {
    const own = isJsonObject(property) ? first(property.examples) : undefined;
    if (!required.has(name) && own === undefined) return [];
    const value = own ?? exampleOf(property as JsonObject, components, depth + 1);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(members);
};

const ofType = (schema: JsonObject, components: JsonObject, depth: number): Json | undefined => {
  switch (schema.type) {
    case 'object':
      return objectOf(schema, components, depth);
    case 'array': {
      const item = exampleOf((schema.items ?? {}) as JsonObject, components, depth + 1);
      return item === undefined ? [] : [item];
    }
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 1;
    case 'string':
      return textOf(schema);
    default:
      // Of what may be null, nothing is the shortest example.
      return [schema.type].flat().includes('null') ? null : undefined;
  }
};

/**
 * An example of a schema: its own where it has one, else put together from those of its parts. What is optional is left out
 * unless it has an example. Undefined where nothing tells what it could be.
 */
export const exampleOf = (schema: JsonObject, components: JsonObject, depth = 0): Json | undefined => {
  if (depth > DEPTH_MAX) return undefined;
  const own = first(schema.examples);
  if (own !== undefined) return own;
  if (schema.const !== undefined) return schema.const;
  if (typeof schema.$ref === 'string') {
    return exampleOf((componentOf(schema.$ref, components) ?? {}) as JsonObject, components, depth + 1);
  }
  const choice = first(schema.enum) ?? first(schema.anyOf) ?? first(schema.oneOf);
  if (choice === undefined) return ofType(schema, components, depth);
  return isJsonObject(choice) ? exampleOf(choice, components, depth + 1) : choice;
};
