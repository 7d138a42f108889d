import { hash } from 'node:crypto';
import { assert } from '../core/assert.ts';

/**
 * One text for one meaning: keys sorted by UTF-16 code units, no white space (RFC 8785's form for the values that a request
 * can hold). Absent properties (`undefined`) leave no trace. Fingerprints are taken over it, so it never changes.
 */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    assert(Number.isFinite(value), 'a number without a JSON form has no canonical text');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  assert(typeof value === 'object', `a ${typeof value} has no canonical text`);
  const members: string[] = [];
  // Without a comparison of its own, `sort` goes by UTF-16 code units.
  for (const key of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
};

/** SHA-256 over that text: the same for the same meaning. */
export const canonicalDigest = (value: unknown): string => hash('sha256', canonicalJson(value), 'base64url');
