import { isObject } from '../template.ts';

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;

/** Scalars as JSON, which YAML reads as what they are: a `no` stays a word, a version stays text. */
const inline = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return isEmpty(value) ? JSON.stringify(value) : undefined;
};

const lines = (value: unknown, indent: string): readonly string[] => {
  if (Array.isArray(value))
    return value.flatMap((one) => {
      const scalar = inline(one);
      if (scalar !== undefined) return [`${indent}- ${scalar}`];
      const [first = '', ...rest] = lines(one, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([key, member]) => {
    if (member === undefined) return [];
    const scalar = inline(member);
    const name = /^[A-Za-z][A-Za-z0-9_]*$/.test(key) ? key : JSON.stringify(key);
    return scalar === undefined
      ? [`${indent}${name}:`, ...lines(member, `${indent}  `)]
      : [`${indent}${name}: ${scalar}`];
  });
};

/** JSON's values as block YAML 1.2. Members that are undefined leave no trace. */
export const toYaml = (value: object): string => `${lines(value, '').join('\n')}\n`;
