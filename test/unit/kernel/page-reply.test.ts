import { describe, expect, test } from '@jest/globals';
import { pageReply } from '../../../functions/kernel/http/page-reply.ts';

const sign = async (next: number) => `after-${next}`;
const placed = (texts: readonly string[]) => texts.map((text, position) => ({ view: { text }, position }));
const bodyOf = async (texts: readonly string[], next: number | undefined) => {
  const { status, body } = await pageReply({ data: placed(texts), next }, sign);
  expect(status).toBe(200);
  return JSON.parse(String(body)) as { readonly data: readonly { text: string }[]; readonly nextCursor: string | null };
};

describe('a page', () => {
  test('is what was found, with the cursor of the next one or null', async () => {
    expect(await bodyOf(['a', 'b'], 7)).toEqual({ data: [{ text: 'a' }, { text: 'b' }], nextCursor: 'after-7' });
    expect(await bodyOf(['a'], undefined)).toEqual({ data: [{ text: 'a' }], nextCursor: null });
    expect(await bodyOf([], undefined)).toEqual({ data: [], nextCursor: null });
  });

  test.each([
    ['letters', 'a', 4, undefined],
    ['characters of three bytes', '€', 12, 99],
    ['quotes, which are escaped twice', '"', 15, undefined],
  ])('of %s goes on where one answer is full', async (_name, character, pages, next) => {
    const large = Array.from({ length: 180 }, () => character.repeat(100_000));
    let rest: readonly string[] = large;
    let count = 0;
    let cursor: string | null = null;
    while (rest.length > 0 && count < 30) {
      const page = await bodyOf(rest, next);
      const sent = Buffer.byteLength(JSON.stringify({ body: JSON.stringify(page) }));
      expect(sent).toBeLessThan(6_000_000);
      cursor = page.nextCursor;
      const isLast = page.data.length === rest.length;
      expect(cursor).toBe(isLast ? (next === undefined ? null : 'after-99') : `after-${page.data.length - 1}`);
      rest = rest.slice(page.data.length);
      count += 1;
    }
    expect([rest.length, count]).toEqual([0, pages]);
  });

  test('begins with one object, however large', async () => {
    const huge = 'a'.repeat(5_500_000);
    expect(await bodyOf([huge, 'b'], undefined)).toEqual({ data: [{ text: huge }], nextCursor: 'after-0' });
  });
});
