import type { Condition, Parsed, Path, Update } from './ast.ts';
import { parseCondition } from './parse-condition.ts';
import { parseProjection } from './parse-projection.ts';
import { parseUpdate } from './parse-update.ts';

/** An application has some dozens of texts; a program that writes values into its texts has no end of them. */
const KEPT = 1_000;

/** Parses each text once: the placeholders stand apart from it, so that the same text comes again with every call. */
const cached = <T>(parse: (parameter: string, text: string) => Parsed<T>) => {
  const known = new Map<string, Parsed<T>>();
  return (parameter: string, text: string): Parsed<T> => {
    const key = `${parameter} ${text}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const parsed = parse(parameter, text);
    // The oldest goes: a text in use is soon back.
    if (known.size >= KEPT) for (const oldest of known.keys()) if (known.delete(oldest)) break;
    known.set(key, parsed);
    return parsed;
  };
};

export const condition: (parameter: string, text: string) => Parsed<Condition> = cached(parseCondition);
export const update: (parameter: string, text: string) => Parsed<Update> = cached(parseUpdate);
export const projection: (parameter: string, text: string) => Parsed<readonly Path[]> = cached(parseProjection);
