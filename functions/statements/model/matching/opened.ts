import { civilDate, daysBetween } from '../../../kernel/values/civil-date.ts';
import type { BankItem, LedgerItem } from './items.ts';
import type { Open } from './open-items.ts';
import { nameKey, referenceKey, referenceWords, SIMILAR_CHARS_MIN } from './words.ts';

const EPOCH = civilDate(1970, 1, 1);
export const dayOf = ({ on }: Pick<BankItem, 'on'>): number => daysBetween(EPOCH, on);

export const place = {
  key: (key: string): string => `k:${key}`,
  /** Those that begin alike. */
  beginning: (key: string): string => `b:${key.slice(0, SIMILAR_CHARS_MIN)}`,
  /** Those that have the same characters in any order. */
  characters: (key: string): string => `c:${[...key].sort().join('')}`,
  amount: (amount: bigint): string => `a:${amount}`,
  name: (name: string, amount: bigint): string => `n:${amount < 0n ? '-' : '+'}${name}`,
} as const;

const placesOf = (
  keys: readonly string[],
  similar: readonly string[],
  name: string,
  amount: bigint,
): readonly string[] => [
  ...new Set([
    ...keys.map(place.key),
    ...similar
      .filter((key) => key.length >= SIMILAR_CHARS_MIN)
      .flatMap((key) => [place.beginning(key), place.characters(key)]),
    place.amount(amount),
    ...(name === '' ? [] : [place.name(name, amount)]),
  ]),
];

const keysOf = (references: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(references.map((one) => referenceKey(one ?? '')).filter((key) => key !== '')),
];

/** References that a line carries as such; those in its free text come behind them. */
export const strongKeys = ({ endToEndId, ownerReference }: BankItem): readonly string[] =>
  keysOf([endToEndId, ownerReference]);

export const openedBank = (item: BankItem): Open<BankItem> => {
  const strong = strongKeys(item);
  const keys = [...new Set([...strong, ...referenceWords(item.remittance ?? '')])];
  const name = nameKey(item.counterparty);
  return { item, day: dayOf(item), keys, name, places: placesOf(keys, keys, name, item.amount) };
};

export const openedLedger = (item: LedgerItem): Open<LedgerItem> => {
  const keys = keysOf(item.references);
  const name = nameKey(item.counterparty);
  return { item, day: dayOf(item), keys, name, places: placesOf(keys, keys, name, item.amount) };
};
