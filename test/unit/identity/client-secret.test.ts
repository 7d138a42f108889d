import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clientSecretMessage, clientSecretText } from '../../../functions/identity/model/client-secret.ts';
import { hiddenAnswer, revealedAnswer } from '../../../functions/kernel/values/secret.ts';

const view = (name: string) => ({
  id: 'cli_1',
  name,
  scopes: ['admin'] as const,
  createdAt: '2026-11-22T10:00:00.000Z',
});

describe('a derived secret', () => {
  test('has a message of its own for each list of parts', () => {
    const part = fc.string({ maxLength: 6, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), fc.array(part, { maxLength: 4 }), (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(Buffer.from(clientSecretMessage(...a)).equals(Buffer.from(clientSecretMessage(...b)))).toBe(same);
      }),
    );
  });

  test('is text that form- and percent-encoding leave as it is', () => {
    const secret = clientSecretText(Buffer.alloc(32, 0xfb));
    expect(secret).toMatch(/^folio_[A-Za-z0-9_-]{43}$/);
    expect(encodeURIComponent(secret)).toBe(secret);
  });
});

describe('an answer with a secret', () => {
  test('is kept without it, and comes back byte for byte, whatever the name', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant('"secret":""'), fc.constant('$& $1')), (name) => {
        const hidden = hiddenAnswer(view(name));
        expect(hidden).not.toContain('folio_x');
        const whole = revealedAnswer(hidden, 'folio_x');
        expect(JSON.parse(whole)).toEqual({ ...view(name), secret: 'folio_x' });
        expect(Object.keys(JSON.parse(whole))).toEqual(['id', 'name', 'scopes', 'secret', 'createdAt']);
      }),
    );
  });

  test('without exactly one place for a secret is a defect', () => {
    expect(() => revealedAnswer('{}', 'folio_x')).toThrow('exactly one place');
  });
});
