import { globSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { ROOT } from '../../architecture/support/sources.ts';

/** Schemas outside of a contract's folder that read what comes from elsewhere. */
const FURTHER = ['functions/kernel/triggers/envelope.ts'];

export interface Contracts {
  readonly operations: readonly Operation[];
  /** Everything that a contract exports, by file and name. */
  readonly schemas: ReadonlyMap<string, z.ZodType>;
}

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'operationId' in value && 'replies' in value;

/** Schemas in what a module exports, however deep: events stand in tables of their own. */
const schemasIn = (name: string, value: unknown, depth = 0): readonly (readonly [string, z.ZodType])[] => {
  if (value instanceof z.ZodType) return [[name, value]];
  if (typeof value !== 'object' || value === null || depth > 2 || isOperation(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => schemasIn(`${name}.${key}`, inner, depth + 1));
};

/** All contracts there are: a new domain's and a new file's are found by themselves. */
export const contracts = async (): Promise<Contracts> => {
  const paths = [...globSync('functions/*/contract/**/*.ts', { cwd: ROOT }).sort(), ...FURTHER];
  const operations = new Map<string, Operation>();
  const schemas = new Map<string, z.ZodType>();
  for (const path of paths) {
    const module = (await import(join(ROOT, path))) as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(module)) {
      if (isOperation(value)) operations.set(value.operationId, value);
      for (const [at, schema] of schemasIn(`${path}#${name}`, value)) schemas.set(at, schema);
    }
  }
  return { operations: [...operations.values()], schemas };
};

type Def = Readonly<Record<string, unknown>>;

const childrenOf = (schema: z.core.$ZodType): readonly (readonly [string, z.core.$ZodType])[] => {
  const def = schema._zod.def as unknown as Def;
  const named = (name: string) => (def[name] === undefined ? [] : [[name, def[name] as z.core.$ZodType] as const]);
  const many = (name: string) => ((def[name] ?? []) as readonly z.core.$ZodType[]).map((one) => [name, one] as const);
  const shape = Object.entries((def.shape ?? {}) as Readonly<Record<string, z.core.$ZodType>>);
  return [
    ...shape,
    ...named('element'),
    ...named('keyType'),
    ...named('valueType'),
    ...named('innerType'),
    ...named('in'),
    ...named('out'),
    ...many('options'),
    ...many('items'),
  ];
};

/** A schema and all those in it, each with the way to it. */
export const nodesOf = (
  at: string,
  schema: z.core.$ZodType,
  seen = new Set<z.core.$ZodType>(),
): readonly (readonly [string, z.core.$ZodType])[] => {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const inner = childrenOf(schema).flatMap(([name, child]) => nodesOf(`${at}/${name}`, child, seen));
  return [[at, schema], ...inner];
};

/** What comes from outside: requests of every operation, and what a contract exports that is no part of an answer. */
export const inputs = ({ operations, schemas }: Contracts): readonly (readonly [string, z.core.$ZodType])[] => {
  const answers = new Set(
    operations.flatMap(({ replies }) =>
      Object.values(replies).flatMap((reply) => (reply === null ? [] : nodesOf('', reply).map(([, node]) => node))),
    ),
  );
  const requests = operations.flatMap(({ operationId, params, query, body }) =>
    Object.entries({ params, query, body }).flatMap(([part, schema]) =>
      schema === undefined ? [] : [[`${operationId} ${part}`, schema] as const],
    ),
  );
  return [...requests, ...[...schemas].filter(([, schema]) => !answers.has(schema))];
};
