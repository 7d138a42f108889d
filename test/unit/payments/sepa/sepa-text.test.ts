import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSepaReference, sepaText } from '../../../../functions/payments/rails/sepa/format/sepa-text.ts';
import { anyText } from '../../../support/any-text.ts';

const textOf = (text: string, max = 70): string => {
  const carried = sepaText(text, max);
  return carried.kind === 'carried' ? carried.text : `refused: ${carried.reason}`;
};

describe('a text on its way into a SEPA file', () => {
  test.each([
    ['Müller & Söhne GmbH', 'Muller + Sohne GmbH'],
    ['Straße', 'Strasse'],
    ['Œuvre Ærø Łódź Đorđe Þór', 'OEuvre AEro Lodz Dorde THor'],
    ['Αθήνα', 'Athina'],
    ['София', 'Sofiya'],
    ['Ђоковић Київ', 'DJokovic Kiiv'],
    ['Ivan – “O’Brien”', "Ivan - 'O'Brien'"],
    ['a_b@c.de', 'a-b(at)c.de'],
    ['two  spaces\tand\nlines', 'two spaces and lines'],
    [' ends ', 'ends'],
    ['e\u0301', 'e'],
    ["plain (a) b/c-d?e:f.g,h'i+j", "plain (a) b/c-d?e:f.g,h'i+j"],
    ['Ňǎḋ', 'Nad'],
  ])('%j is %j', (text, expected) => expect(textOf(text)).toBe(expected));

  test.each([
    ['山田太郎', 'character'],
    ['محمد', 'character'],
    ['a😀', 'character'],
    ['a\u0000b', 'character'],
    ['a\ud800', 'character'],
    ['', 'empty'],
    ['   ', 'empty'],
    ['\u0301', 'empty'],
    ['x'.repeat(71), 'too-long'],
    [`${'ß'.repeat(36)}`, 'too-long'],
  ])('%j: %s', (text, reason) => {
    const carried = sepaText(text, 70);
    expect(carried.kind === 'carried' ? 'carried' : carried.reason).toBe(reason);
  });

  test('of a million characters is refused', () => {
    // By itself: as a row of the table it would be printed whole in its name.
    expect(sepaText('x'.repeat(1_000_000), 70)).toEqual(sepaText('x'.repeat(71), 70));
  });

  test('says whether it was changed', () => {
    expect(sepaText('Muller', 70)).toEqual({ kind: 'carried', text: 'Muller', changed: false });
    expect(sepaText('Müller', 70)).toEqual({ kind: 'carried', text: 'Muller', changed: true });
  });

  test('holds nothing but the characters of SEPA, and carried again is the same', () => {
    fc.assert(
      fc.property(anyText(80), (text) => {
        const once = sepaText(text, 140);
        if (once.kind === 'refused') return;
        expect(once.text).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]+$/);
        expect(sepaText(once.text, 140)).toEqual({ kind: 'carried', text: once.text, changed: false });
      }),
    );
  });
});

describe('an identifier in a SEPA file', () => {
  test.each(['a', 'pay_1'.replace('_', '-'), 'A'.repeat(35), 'a/b'])('%s can be one', (text) => {
    expect(isSepaReference(text)).toBe(true);
  });
  test.each(['', 'A'.repeat(36), '/a', 'a/', 'a//b', 'pay_1', 'ü', ' a', 'a '])('%j cannot', (text) => {
    expect(isSepaReference(text)).toBe(false);
  });
});
