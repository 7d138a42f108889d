import { describe, expect, test } from '@jest/globals';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { parseForm, parseQuery } from '../../../functions/kernel/http/http-pairs.ts';

const refusalOf = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return error instanceof Refusal ? [error.problem.slug, error.message] : error;
  }
};
const many = (count: number) => Array.from({ length: count }, (_, at) => `n${at}=${at}`).join('&');

describe('pairs of a query and of a form', () => {
  test('are 64 at most: one more is refused, and none is left out', () => {
    expect(Object.keys(parseQuery(many(64)))).toHaveLength(64);
    expect(refusalOf(() => parseQuery(many(65)))).toEqual(['query', 'A query has at most 64 parameters.']);
    expect(refusalOf(() => parseForm(many(1_000)))).toEqual(['schema', 'A form has at most 64 parameters.']);
  });

  test('mean what they are encoded as, and nothing twice', () => {
    expect({ ...parseQuery('a=1+2%26&b&c=x=y&&') }).toEqual({ a: '1 2&', b: '', c: 'x=y' });
    expect(refusalOf(() => parseQuery('a=1&%61=2'))).toEqual(['query', 'The query names "a" twice.']);
    expect(refusalOf(() => parseForm('a=%ff'))).toEqual(['schema', 'The form is not percent-encoded UTF-8.']);
  });
});
