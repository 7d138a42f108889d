import type { Random } from './random.ts';

export const NUMBERS = [
  '0',
  '1',
  '-1',
  '2',
  '3.5',
  '-0.25',
  '10',
  '007',
  '1.10',
  '1e2',
  '1E-5',
  '12345678901234567890123456789012345678',
  '0.1',
  '99999999999999999999999999999999999999',
  '1e125',
  '1e-130',
  '-7e3',
];
const BAD_NUMBERS = ['', 'abc', '1e126', '1e-131', '123456789012345678901234567890123456789', '1.2.3', '--1', ' 1'];
const TEXTS = ['', 'a', 'b', 'ab', 'abc', 'ä', '😀', 'A', 'zz'];
export const KEY_TEXTS = ['p', 'q', 'rä', '😀'];
const BYTES = ['AA==', 'AAE=', '/w==', 'AAEC', ''];
export const ATTRIBUTES = ['a', 'b', 'c', 'l', 'm', 'g', 'n', 's', 'z'];

/** Makes values of every type, in one another, and such as are none. */
export class Values {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  number(): string {
    return this.#random.chance(0.01) ? this.#random.pick(BAD_NUMBERS) : this.#random.pick(NUMBERS);
  }

  value(depth = 0): Readonly<Record<string, unknown>> {
    const { pick, below, chance } = this.#random;
    const kinds = ['S', 'N', 'N', 'BOOL', 'NULL', 'B', 'SS', 'NS', 'BS', ...(depth < 3 ? ['L', 'M', 'L', 'M'] : [])];
    const list = <T>(one: () => T, most = 3): T[] => Array.from({ length: below(most + 1) }, one);
    const set = (from: readonly string[]): string[] => {
      const all = list(() => pick(from));
      return chance(0.03) ? all : ([...new Set(all.length === 0 && !chance(0.03) ? [from[1]] : all)] as string[]);
    };
    switch (pick(kinds)) {
      case 'S':
        return { S: pick(TEXTS) };
      case 'N':
        return { N: this.number() };
      case 'BOOL':
        return { BOOL: chance(0.5) };
      case 'NULL':
        return { NULL: true };
      case 'B':
        return { B: pick(BYTES) };
      case 'SS':
        return { SS: set(TEXTS.slice(1)) };
      case 'NS':
        return { NS: set(NUMBERS.slice(0, 7)) };
      case 'BS':
        return { BS: set(BYTES.slice(0, 4)) };
      case 'L':
        return { L: list(() => this.value(depth + 1)) };
      default:
        return { M: Object.fromEntries(list(() => [pick(ATTRIBUTES), this.value(depth + 1)])) };
    }
  }
}
