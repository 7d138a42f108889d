import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import type { Operation } from '../../functions/kernel/core/operation.ts';
import { fractionsFrom } from '../support/random.ts';
import { type JsonSchema, type Sampling, sampleOf } from '../support/schema-samples.ts';
import { contracts, inputs, nodesOf } from './support/contracts.ts';

const all = await contracts();
const leaves = inputs(all).flatMap(([name, schema]) => nodesOf(name, schema));

const isOfType = (schema: z.core.$ZodType, type: string): boolean => schema._zod.def.type === type;
const hasTrait = (schema: z.core.$ZodType, trait: string): boolean => schema._zod.traits.has(trait);

/** Texts longer than anything that is meant, of what different forms could take. */
const FILLS = ['a', 'A', '1', '-', ' ', '.', '@', '/', 'a.', '1,', 'é', '😀'];
const LONG = 20_000;

const reads = (schema: z.core.$ZodType, text: string): boolean =>
  z.core.safeParse(schema as z.core.$ZodType, text).success;

describe('the walk', () => {
  test('finds the operations of all domains and what else is read', () => {
    expect(all.operations.length).toBeGreaterThan(35);
    expect(leaves.length).toBeGreaterThan(300);
    for (const part of ['createTransactions body', 'provisionRequest', 'awsEvent', 'EntriesAppended', 'envelope']) {
      expect(leaves.some(([name]) => name.includes(part))).toBe(true);
    }
  });
});

describe('what comes from outside', () => {
  test('has lists and maps that look at their length before their elements', () => {
    const unbounded = leaves.filter(
      ([, schema]) =>
        (isOfType(schema, 'array') && !hasTrait(schema, 'BoundedList')) ||
        (isOfType(schema, 'record') && !hasTrait(schema, 'BoundedMap')) ||
        isOfType(schema, 'set') ||
        isOfType(schema, 'map'),
    );
    expect(unbounded.map(([name]) => name)).toEqual([]);
  });

  test('has texts that refuse what is longer than they mean', () => {
    const texts = leaves.filter(([, schema]) => isOfType(schema, 'string'));
    expect(texts.length).toBeGreaterThan(100);
    const unbounded = texts.flatMap(([name, schema]) => {
      const max = (schema._zod.def as { readonly max?: number }).max ?? LONG;
      const taken = FILLS.find((fill) => reads(schema, fill.repeat(max + 1)) || reads(schema, fill.repeat(LONG)));
      return taken === undefined || max > LONG ? [] : [`${name} takes ${JSON.stringify(taken)} for ever`];
    });
    expect(unbounded).toEqual([]);
  });

  test('has texts whose refusal costs the same however long they are', () => {
    const texts = leaves.filter(([, schema]) => isOfType(schema, 'string') && !hasTrait(schema, 'BoundedText'));
    const schemas = [...new Set(texts.map(([, schema]) => schema))];
    const ms = (length: number): number => {
      const long = FILLS.map((fill) => fill.repeat(length));
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 7; round += 1) {
        const from = process.cpuUsage();
        for (let times = 0; times < 20; times += 1) {
          for (const schema of schemas) for (const text of long) reads(schema, text);
        }
        best = Math.min(best, process.cpuUsage(from).user);
      }
      return best;
    };
    const short = ms(10_000);
    expect(ms(160_000) / short).toBeLessThan(3);
  });
});

/** Counts how often a member of anything in a value is looked at. */
const watched = (value: unknown): { readonly value: unknown; readonly looks: () => number } => {
  let looks = 0;
  const watch = (inner: unknown): unknown => {
    if (typeof inner !== 'object' || inner === null) return inner;
    return new Proxy(inner, {
      get: (target, name, receiver) => {
        if (typeof name === 'string' && name !== 'length') looks += 1;
        return watch(Reflect.get(target, name, receiver));
      },
    });
  };
  return { value: watch(value), looks: () => looks };
};

const TIMES_MAX = 5;
const OVERSIZED = 100_000;

type Way = readonly (string | number)[];

const resolved = (schema: JsonSchema, find: Sampling['find']): JsonSchema =>
  schema.$ref === undefined ? schema : resolved(find(schema.$ref), find);

/** The places in a value where its schema has a list or a map. */
const collections = (schema: JsonSchema, value: unknown, find: Sampling['find'], way: Way = []): readonly Way[] => {
  const known = resolved(schema, find);
  if (typeof value !== 'object' || value === null) return [];
  const branches = [...(known.anyOf ?? []), ...(known.properties === undefined ? (known.oneOf ?? []) : [])];
  const further = branches.flatMap((branch) => collections(branch, value, find, way));
  if (Array.isArray(value)) {
    const items = known.items;
    return items === undefined ? further : [way, ...collections(items, value[0], find, [...way, 0])];
  }
  const own = Object.entries(known.properties ?? {}).flatMap(([name, inner]) =>
    collections(inner, (value as Readonly<Record<string, unknown>>)[name], find, [...way, name]),
  );
  const isMap = typeof known.additionalProperties === 'object' && known.properties === undefined;
  return [...(isMap ? [way] : []), ...own, ...further];
};

const many = (value: unknown, element: unknown): unknown =>
  Array.isArray(value)
    ? Array.from({ length: OVERSIZED }, () => element)
    : Object.fromEntries(Array.from({ length: OVERSIZED }, (_, at) => [`k${at}`, element]));

/** The value with what stands at `way` made far too large. */
const oversizedAt = (value: unknown, [step, ...rest]: Way, element: unknown): unknown => {
  if (step === undefined) return many(value, element);
  const inner = oversizedAt((value as Record<string | number, unknown>)[step], rest, element);
  return Array.isArray(value)
    ? value.map((one, at) => (at === step ? inner : one))
    : { ...(value as object), [step]: inner };
};

/** A batch keeps what is wrong with one of its items, where it is no reason to refuse the others. */
const isRefusedItem = (data: unknown): boolean => {
  const { transactions = [] } = data as { readonly transactions?: readonly { readonly issues: readonly unknown[] }[] };
  return transactions.some(({ issues }) => issues.length > 0);
};

const bodies = all.operations.filter(
  (operation): operation is Operation & { readonly body: z.ZodType } => operation.body !== undefined,
);

describe('the work of an oversized body', () => {
  test.each(bodies.map((operation) => [operation.operationId, operation] as const))('%s', (_name, operation) => {
    const document = z.toJSONSchema(operation.body, { io: 'input', unrepresentable: 'any' }) as JsonSchema & {
      readonly $defs?: Readonly<Record<string, JsonSchema>>;
    };
    const find = (ref: string) => document.$defs?.[ref.slice(ref.lastIndexOf('/') + 1)] ?? {};
    const ways = new Map<string, readonly [Way, unknown]>();
    let most = 0;
    for (let seed = 1; seed <= 6; seed += 1) {
      const good = sampleOf(document, { fraction: fractionsFrom(seed), find, full: true });
      const { value, looks } = watched(good);
      const parsed = operation.body.safeParse(value);
      expect([parsed.error?.issues.slice(0, 3), parsed.success]).toEqual([undefined, true]);
      most = Math.max(most, looks());
      for (const way of collections(document, good, find)) ways.set(way.join('/'), [way, good]);
    }
    for (const [name, [way, good]] of ways) {
      for (const element of [{}, [], '', null, 'x'.repeat(50)]) {
        const { value, looks } = watched(oversizedAt(good, way, element));
        const { success, error, data } = operation.body.safeParse(value);
        expect([name, success && !isRefusedItem(data)]).toEqual([name, false]);
        expect(looks()).toBeLessThanOrEqual(TIMES_MAX * most);
        expect(error?.issues.length ?? 0).toBeLessThanOrEqual(40);
      }
    }
    if (operation.operationId === 'createTransactions') expect([...ways.keys()]).toContain('transactions/0/postings');
  });

  test('a bulk of faults is looked at until there are 20', () => {
    const bulk = bodies.find(({ operationId }) => operationId === 'createTransactions');
    const faulty = { mode: 'atomic', transactions: Array.from({ length: 1000 }, () => ({ key: '', postings: [] })) };
    const { value, looks } = watched(faulty);
    const { error } = bulk?.body.safeParse(value) ?? {};
    expect(error?.issues.length).toBeLessThanOrEqual(40);
    expect(looks()).toBeLessThan(1_000);
  });
});
