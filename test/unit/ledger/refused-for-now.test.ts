import { beforeEach, describe, expect, test } from '@jest/globals';
import { Rig } from './rig.ts';

const pay = (from: string, to: string, amount: string, more: object = {}) => ({
  currency: 'USD',
  postings: [{ from, to, amount }],
  ...more,
});
/** Of one look at the index of what expires. */
const LOOKED_AT = 100;

describe('funds that are held, where more holds have expired than a look finds', () => {
  let rig: Rig;
  let hold: string;
  const ask = { key: 'k', ...pay('a', '@world', '5') };

  beforeEach(async () => {
    rig = new Rig();
    rig.open('a', 'USD');
    rig.open('other', 'USD', 'credit', 10n ** 27n);
    await rig.pay('fund', pay('@world', 'a', '10'));
    hold = JSON.parse((await rig.pay('hold', pay('a', '@world', '10', { pending: true }))).text).id;
    const expiresAt = new Date(rig.now + 5_000).toISOString();
    for (let count = 0; count < LOOKED_AT; count += 1) {
      await rig.pay(`h${count}`, pay('other', '@world', '1', { pending: true, expiresAt }));
    }
  });

  const ways = {
    'a single call': async () => {
      const { key, ...body } = ask;
      return (await rig.pay(key, body)).problem ?? '201';
    },
    'an independent batch': async () => answerOf((await rig.batch('independent', [ask])).text),
    'an atomic batch': async () => answerOf((await rig.batch('atomic', [ask])).text),
  };
  const answerOf = (text: string): string => {
    const [result] = JSON.parse(text).results;
    return result.problem?.type.slice('/problems/'.length) ?? String(result.status);
  };

  test.each(Object.entries(ways))('are refused to %s for now, and its key may succeed later', async (_, send) => {
    rig.now += 10_000;
    expect(await send()).toBe('insufficient-funds');
    await rig.release('void', hold);
    expect(await send()).toBe('201');
  });

  test.each(Object.entries(ways))('are refused to %s for ever where no hold has expired', async (_, send) => {
    expect(await send()).toBe('insufficient-funds');
    await rig.release('void', hold);
    expect(await send()).toBe('insufficient-funds');
  });
});
