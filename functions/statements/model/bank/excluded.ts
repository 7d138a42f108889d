import type { Break, Match, Outcome } from '../matching/items.ts';
import type { HeldDays } from '../reconciliation/held-days.ts';
import type { Weighed } from '../reconciliation/proof.ts';
import { isActive, type Resolution } from './resolution.ts';

export const transactionOf = (entry: string): string => entry.split('/')[0] ?? entry;

const decides = (one: Resolution): boolean => isActive(one) && one.how !== 'accept';

/** Whether a person has decided about a line or an entry, so that no rule does: named by a resolution that stands, or booked by one. */
export const exclusionOf = (resolutions: readonly Resolution[]): ((id: string) => boolean) => {
  const ids = new Set(resolutions.filter(decides).flatMap(({ bank, ledger }) => [...bank, ...ledger]));
  const made = new Set(resolutions.flatMap(({ transactions }) => transactions));
  return (id) => ids.has(id) || made.has(transactionOf(id));
};

const alone = (side: 'bank' | 'ledger', { id, amount }: Weighed): Break => ({
  kind: 'break',
  ...(side === 'bank'
    ? { is: 'missing-here', bank: id, ledger: undefined, difference: amount }
    : { is: 'missing-there', bank: undefined, ledger: id, difference: -amount }),
  candidates: [],
});

/**
 * What resolutions make of the lines and entries that they decide: a match where both sides come to the same. What was booked and
 * reversed is nothing together. Whose other side is not there is a break by itself: of a day before it, of a statement that was
 * corrected, or taken by another resolution.
 */
export const decidedBy = (
  resolutions: readonly Resolution[],
  { lines, entries, excluded }: Pick<HeldDays, 'lines' | 'entries' | 'excluded'>,
): readonly Outcome[] => {
  const made = Map.groupBy(
    [...excluded].filter((id) => entries.has(id)),
    transactionOf,
  );
  const taken = new Set<string>();
  const matches = resolutions.flatMap((one): readonly Match[] => {
    const bank = decides(one) ? one.bank.filter((id) => lines.has(id)) : [];
    const named = decides(one) ? one.ledger.filter((id) => entries.has(id)) : [];
    const ledger = [...new Set([...named, ...one.transactions.flatMap((id) => made.get(id) ?? [])])];
    const sum = (ids: readonly string[], of: ReadonlyMap<string, Weighed>): bigint =>
      ids.reduce((total, id) => total + (of.get(id)?.amount ?? 0n), 0n);
    const amount = sum(bank, lines);
    const all = [...bank, ...ledger];
    if (all.length === 0 || all.some((id) => taken.has(id)) || amount !== sum(ledger, entries)) return [];
    for (const id of all) taken.add(id);
    return [{ kind: 'match', rule: 'resolved', reason: one.reason ?? 'A person said so.', bank, ledger, amount }];
  });
  const left = [...excluded].filter((id) => !taken.has(id)).toSorted();
  const breaks = left.flatMap((id) => {
    const [line, entry] = [lines.get(id), entries.get(id)];
    return [
      ...(line === undefined ? [] : [alone('bank', line)]),
      ...(entry === undefined ? [] : [alone('ledger', entry)]),
    ];
  });
  return [...matches, ...breaks];
};
