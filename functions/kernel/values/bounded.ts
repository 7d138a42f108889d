import * as z from 'zod';
// Not by way of `z.core`: the bundler cannot see into a namespace within a namespace, and would take in all of zod.
import * as core from 'zod/v4/core';

/**
 * Schemas of what can be long. zod's own `.max()` speaks after every element has been checked, so a list of a million faults
 * costs a million checks; these look at the length first and at nothing more where it is too large.
 */

/** Places that one refusal lists; whoever mends these sees the next ones. */
export const FAULTS_MAX = 20;

type Issue = z.core.$ZodRawIssue;
type Init<Schema, Def> = (schema: Schema, def: Def) => void;
const beArray: Init<z.ZodArray, z.core.$ZodArrayDef> = z.ZodArray.init;
const beString: Init<z.ZodString, z.core.$ZodStringDef> = z.ZodString.init;
const beRecord: Init<z.ZodRecord, z.core.$ZodRecordDef> = z.ZodRecord.init;

interface Limit {
  readonly max: number;
  /** What is said of too many; zod's own words unless given. */
  readonly says?: string | undefined;
}

const tooMany = (
  input: unknown,
  inst: z.core.$ZodType,
  origin: 'array' | 'string' | 'object',
  { max, says }: Limit,
): Issue => ({
  code: 'too_big',
  origin,
  maximum: max,
  inclusive: true,
  input,
  inst,
  ...(says === undefined ? {} : { message: says }),
});

/**
 * A schema's own rules are not asked about what is too large, since they would look at all of it. Those of the object around
 * it are: what cannot be read at all is told before what is too much.
 */
const goOnOutside = (inst: z.core.$ZodType): void => {
  inst._zod.deferred ??= [];
  inst._zod.deferred.push(() => {
    const run = inst._zod.run;
    inst._zod.run = (payload, context) => {
      const result = run(payload, context);
      if (result instanceof Promise) throw new core.$ZodAsyncError();
      result.issues = result.issues.map((issue) =>
        issue.inst === inst && issue.code === 'too_big' ? { ...issue, continue: true } : issue,
      );
      return result;
    };
  });
};

interface ListDef extends z.core.$ZodArrayDef, Limit {}
interface List extends z.ZodArray {
  readonly _zod: z.ZodArray['_zod'] & { def: ListDef };
}

const BoundedList: z.core.$constructor<List, ListDef> = core.$constructor('BoundedList', (inst, def) => {
  beArray(inst, def);
  goOnOutside(inst);
  inst._zod.parse = (payload, context) => {
    const input: unknown = payload.value;
    if (!Array.isArray(input)) {
      payload.issues.push({ code: 'invalid_type', expected: 'array', input, inst });
      return payload;
    }
    if (input.length > def.max) {
      payload.issues.push(tooMany(input, inst, 'array', def));
      return payload;
    }
    const values: unknown[] = [];
    payload.value = values;
    for (const [index, value] of input.entries()) {
      const result = def.element._zod.run({ value, issues: [] }, context);
      if (result instanceof Promise) throw new core.$ZodAsyncError();
      payload.issues.push(...core.util.prefixIssues(index, result.issues));
      values.push(result.value);
      if (payload.issues.length >= FAULTS_MAX) return payload;
    }
    return payload;
  };
});

/** A list of at most `max` elements; a longer one is refused without a look at any of them, and so is what follows 20 faults. */
export const list = <T extends z.ZodType>(element: T, { max, says, min }: Limit & { readonly min?: number }) => {
  const schema = new BoundedList({ type: 'array', element, max, says }) as unknown as z.ZodArray<T>;
  return (min === undefined ? schema : schema.min(min)).meta({ maxItems: max });
};

interface CharsDef extends z.core.$ZodStringDef, Limit {}
interface Chars extends z.ZodString {
  readonly _zod: z.ZodString['_zod'] & { def: CharsDef };
}

const BoundedText: z.core.$constructor<Chars, CharsDef> = core.$constructor('BoundedText', (inst, def) => {
  beString(inst, def);
  const parse = inst._zod.parse;
  inst._zod.parse = (payload, context) => {
    const { value } = payload;
    if (typeof value !== 'string' || value.length <= def.max) return parse(payload, context);
    payload.issues.push(tooMany(value, inst, 'string', def));
    return payload;
  };
});

/** Text of at most `max` UTF-16 units; no check that is added to it reads a longer one. */
export const chars = (max: number): z.ZodString =>
  (new BoundedText({ type: 'string', max }) as unknown as z.ZodString).meta({ maxLength: max });

interface MapDef extends z.core.$ZodRecordDef, Limit {}
interface BoundedRecord extends z.ZodRecord {
  readonly _zod: z.ZodRecord['_zod'] & { def: MapDef };
}

const BoundedMap: z.core.$constructor<BoundedRecord, MapDef> = core.$constructor('BoundedMap', (inst, def) => {
  beRecord(inst, def);
  goOnOutside(inst);
  const parse = inst._zod.parse;
  inst._zod.parse = (payload, context) => {
    const { value } = payload;
    const isLong = typeof value === 'object' && value !== null && Object.keys(value).length > def.max;
    if (!isLong) return parse(payload, context);
    payload.issues.push(tooMany(value, inst, 'object', def));
    return payload;
  };
});

/** A map of at most `max` members with keys of at most `keyChars`; of a larger one no member is looked at. */
export const map = <T extends z.ZodType>(
  value: T,
  { max, keyChars }: { readonly max: number; readonly keyChars: number },
) =>
  (
    new BoundedMap({ type: 'record', keyType: chars(keyChars), valueType: value, max }) as unknown as z.ZodRecord<
      z.ZodString,
      T
    >
  ).meta({ maxProperties: max });
