import { describe, expect, test } from '@jest/globals';
import { compilePattern } from '../../../local/events/pattern.ts';
import { PatternFailure } from '../../../local/events/pattern-failure.ts';

const event = {
  source: 'ledger',
  'detail-type': 'ledger.TransactionPosted',
  account: '000000000000',
  detail: {
    version: 2,
    amount: 1050,
    note: 'Lunch at Mo*s',
    empty: null,
    done: true,
    tags: ['a', 'b'],
    ip: '10.1.2.3',
    ip6: '2001:db8::1',
    lines: [
      { account: 'x', amount: 1 },
      { account: 'y', amount: 2 },
    ],
  },
};

const detail = (pattern: unknown): unknown => ({ detail: pattern });

const MATCHES: readonly (readonly [string, unknown])[] = [
  ['exact text', { source: ['payments', 'ledger'] }],
  ['exact number', detail({ version: [2] })],
  ['exact true', detail({ done: [true] })],
  ['null', detail({ empty: [null] })],
  ['any member of a list', detail({ tags: ['b'] })],
  ['all names at once', { source: ['ledger'], detail: { version: [2] } }],
  ['prefix', { 'detail-type': [{ prefix: 'ledger.' }] }],
  ['prefix in any case', { 'detail-type': [{ prefix: { 'equals-ignore-case': 'LEDGER.' } }] }],
  ['suffix', { 'detail-type': [{ suffix: 'Posted' }] }],
  ['suffix in any case', { 'detail-type': [{ suffix: { 'equals-ignore-case': 'POSTED' } }] }],
  ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'LEDGER' }] }],
  ['anything-but a value', { source: [{ 'anything-but': 'payments' }] }],
  ['anything-but a list', { source: [{ 'anything-but': ['payments', 'risk'] }] }],
  ['anything-but a number', detail({ version: [{ 'anything-but': [1, 3] }] })],
  ['anything-but a prefix', { source: [{ 'anything-but': { prefix: 'pay' } }] }],
  ['anything-but several suffixes', { source: [{ 'anything-but': { suffix: ['ment', 'risk'] } }] }],
  ['anything-but a wildcard', { source: [{ 'anything-but': { wildcard: 'p*' } }] }],
  ['numeric =', detail({ amount: [{ numeric: ['=', 1050] }] })],
  ['numeric range', detail({ amount: [{ numeric: ['>', 1000, '<=', 1050] }] })],
  ['exists', detail({ note: [{ exists: true }] })],
  ['exists with null', detail({ empty: [{ exists: true }] })],
  ['absent', detail({ nothing: [{ exists: false }] })],
  ['absent under an absent structure', detail({ nothing: { deeper: [{ exists: false }] } })],
  ['absent or a value', detail({ version: [{ exists: false }, 2] })],
  ['wildcard', { 'detail-type': [{ wildcard: '*.Trans*Posted' }] }],
  ['wildcard for a whole text', { source: [{ wildcard: '*' }] }],
  ['wildcard for no text between two that meet', { source: [{ wildcard: 'led*ger' }] }],
  ['escaped star', detail({ note: [{ wildcard: 'Lunch*Mo\\*s' }] })],
  ['cidr', detail({ ip: [{ cidr: '10.0.0.0/8' }] })],
  ['cidr of IPv6', detail({ ip6: [{ cidr: '2001:db8::/32' }] })],
  ['a structure inside a list', detail({ lines: { account: ['y'] } })],
  ['$or at the top', { $or: [{ source: ['payments'] }, { detail: { version: [2] } }] }],
  ['$or inside', detail({ $or: [{ version: [9] }, { done: [true] }] })],
  ['$or beside another name', { source: ['ledger'], $or: [{ account: ['000000000000'] }, { account: ['1'] }] }],
];

const REFUSALS: readonly (readonly [string, unknown])[] = [
  ['another text', { source: ['payments'] }],
  ['a number is no text', detail({ version: ['2'] })],
  ['one name of two', { source: ['ledger'], detail: { version: [3] } }],
  ['a name that is not there', { region: ['us-east-1'] }],
  ['a prefix of a number', detail({ version: [{ prefix: '2' }] })],
  ['anything-but the value', { source: [{ 'anything-but': ['ledger'] }] }],
  ['anything-but of what is not there', { region: [{ 'anything-but': ['x'] }] }],
  ['anything-but its prefix', { source: [{ 'anything-but': { prefix: 'led' } }] }],
  ['out of a range', detail({ amount: [{ numeric: ['>=', 0, '<', 1050] }] })],
  ['numeric of text', detail({ note: [{ numeric: ['>', 0] }] })],
  ['exists of a structure', { detail: [{ exists: true }] }],
  ['absent but there', detail({ version: [{ exists: false }] })],
  ['suffix in any case that is another', { 'detail-type': [{ suffix: { 'equals-ignore-case': 'POST' } }] }],
  ['wildcard that needs more text', { source: [{ wildcard: 'ledger*r' }] }],
  ['outside of the net', detail({ ip: [{ cidr: '10.1.3.0/24' }] })],
  ['another family', detail({ ip: [{ cidr: '2001:db8::/32' }] })],
  ['two names of different members of a list', detail({ lines: { account: ['x'], amount: [2] } })],
  ['no alternative', { $or: [{ source: ['a'] }, { source: ['b'] }] }],
];

const INVALID: readonly (readonly [string, unknown])[] = [
  ['$or of one branch', { $or: [{ source: ['ledger'] }] }],
  ["a filter's name as a field inside of $or", { $or: [{ source: ['a'] }, { prefix: ['b'] }] }],
  ['a field beside $or and in a branch of it', { source: ['a'], $or: [{ source: ['b'] }, { account: ['c'] }] }],
  ['one value in two lists of $or', { $or: [{ source: ['a'] }, { source: ['a', 'b'] }] }],
  ['a net of one address', { ip: [{ cidr: '10.0.0.1/32' }] }],
  ['a net of one IPv6 address', { ip: [{ cidr: '2001:db8::1/128' }] }],
  ['a numeric range from above', { n: [{ numeric: ['<', 5, '>', 1] }] }],
  ['a numeric range of one number', { n: [{ numeric: ['>=', 5, '<=', 5] }] }],
  ['anything-but null', { source: [{ 'anything-but': null }] }],
  ['anything-but true', { source: [{ 'anything-but': [true] }] }],
  ['anything-but text and numbers', { source: [{ 'anything-but': ['a', 1] }] }],
  ['anything-but a net', { source: [{ 'anything-but': { cidr: '10.0.0.0/8' } }] }],
  ['a backslash before a letter', { source: [{ wildcard: 'a\\b' }] }],
  ['no structure', ['ledger']],
  ['an empty structure', {}],
  ['an empty list', { source: [] }],
  ['a bare value', { source: 'ledger' }],
  ['an unknown filter', { source: [{ contains: 'x' }] }],
  ['two filters in one', { source: [{ prefix: 'a', suffix: 'b' }] }],
  ['numeric without a number', { source: [{ numeric: ['>', '1'] }] }],
  ['an unknown comparison', { source: [{ numeric: ['!=', 1] }] }],
  ['two stars', { source: [{ wildcard: 'a**b' }] }],
  ['a net that is none', { source: [{ cidr: '10.0.0.0/33' }] }],
  ['$or with one thing that is no pattern', { $or: ['x'] }],
];

describe('event patterns', () => {
  test.each(MATCHES)('match: %s', (_, pattern) => expect(compilePattern(pattern)(event)).toBe(true));
  test.each(REFUSALS)('do not match: %s', (_, pattern) => expect(compilePattern(pattern)(event)).toBe(false));
  test.each(INVALID)('are refused: %s', (_, pattern) => expect(() => compilePattern(pattern)).toThrow(PatternFailure));

  test('a wildcard stays linear on a text made to be slow', () => {
    const matches = compilePattern({ a: [{ wildcard: `${'*a'.repeat(50)}*b` }] });
    expect(matches({ a: 'a'.repeat(50_000) })).toBe(false);
  });
});
