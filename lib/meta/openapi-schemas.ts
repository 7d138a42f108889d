import { isDeepStrictEqual } from 'node:util';
import type { ZodType } from 'zod';
import * as z from 'zod';
import { scope } from '../../functions/identity/contract/schemas.ts';
import { assert } from '../../functions/kernel/core/assert.ts';
import type { Json, JsonObject } from './openapi-json.ts';

const DEFS = '#/$defs/';

const isObject = (value: unknown): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** zod names its definitions under `$defs` of each schema; OpenAPI keeps them in one place for the whole document. */
const relinked = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(relinked);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      key === '$ref' && typeof member === 'string'
        ? [key, member.replace(DEFS, '#/components/schemas/')]
        : [key, relinked(member)],
    ),
  );
};

/** An object that may have further members is one that says nothing of them: a type of its own for them tells a client nothing. */
const openObjects = ({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  const { additionalProperties: more } = jsonSchema;
  if (typeof more === 'object' && Object.keys(more).length === 0) delete jsonSchema.additionalProperties;
};

/** zod bounds every integer by what JavaScript can hold exactly; that is no rule of the API. */
const plainIntegers = ({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};

/**
 * An object that has one of some properties, as a contract says it by `oneOf` with what is required: whole objects, one for each, so that
 * a generated type is one or the other. Of the bare form it would be unknown.
 */
const inOneForm = ({ jsonSchema }: Pick<Written, 'jsonSchema'>): void => {
  const { oneOf, properties, required = [] } = jsonSchema;
  const forms = (oneOf ?? []).map((form) => (typeof form === 'object' ? (form.required ?? []) : []));
  if (properties === undefined || forms.length === 0) return;
  const chosen = new Set(forms.flat());
  const { type, additionalProperties } = jsonSchema;
  jsonSchema.oneOf = forms.map((form) => ({
    type,
    properties: Object.fromEntries(
      Object.entries(properties).filter(([name]) => !chosen.has(name) || form.includes(name)),
    ),
    required: [...required, ...form],
    additionalProperties,
  })) as (typeof jsonSchema)[];
  for (const name of ['type', 'properties', 'required', 'additionalProperties'] as const) delete jsonSchema[name];
};

/** A schema with what zod has made of it so far. */
interface Written {
  readonly zodSchema: unknown;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}

/** The contract knows the form of a scope; which there are, the domains of the document say. */
const namedScopes =
  (scopes: readonly string[]) =>
  ({ zodSchema, jsonSchema }: Written): void => {
    if (zodSchema !== scope) return;
    jsonSchema.enum = [...scopes];
    delete jsonSchema.maxLength;
    delete jsonSchema.pattern;
  };

/** Collects the named schemas of a document while its operations are written. */
export class Schemas {
  readonly #named = new Map<string, Json>();
  readonly #tidied: (written: Written) => void;

  /** @param scopes every scope of the document */
  constructor(scopes: readonly string[]) {
    const named = namedScopes(scopes);
    this.#tidied = (written) => {
      plainIntegers(written);
      openObjects(written);
      inOneForm(written);
      named(written);
    };
  }

  /**
   * The JSON Schema (2020-12, as OpenAPI 3.1 has it) of what a client sends (`input`) or receives (`output`). Schemas with an
   * id become components. Throws when one id would mean two things.
   */
  of(schema: ZodType, io: 'input' | 'output'): JsonObject {
    const { $schema, $defs, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: this.#tidied });
    for (const [name, definition] of Object.entries($defs ?? {})) this.#add(name, relinked(definition as Json));
    return relinked(rest as Json) as JsonObject;
  }

  #add(name: string, definition: Json): void {
    assert(/^[A-Za-z0-9._-]+$/.test(name), `a schema id has no character that a component may not have: ${name}`);
    const known = this.#named.get(name);
    assert(
      known === undefined || isDeepStrictEqual(known, definition),
      `the schema id ${name} names two schemas; ids are unique over all domains, and over requests and answers`,
    );
    this.#named.set(name, definition);
  }

  /** Every component so far, by name. */
  components(): JsonObject {
    return Object.fromEntries([...this.#named].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
