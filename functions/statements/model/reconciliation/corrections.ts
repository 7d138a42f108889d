import type { TakenStatement } from './taken-statement.ts';

/** Two offsets may write one time: as times where both are some, else as texts. */
const isLater = (a: string, b: string): boolean => {
  const [one, other] = [Date.parse(a), Date.parse(b)];
  return Number.isNaN(one) || Number.isNaN(other) || one === other ? a > b : one > other;
};

type Named = Pick<TakenStatement, 'account' | 'currency' | 'identity' | 'createdAt'>;

const nameOf = ({ account, currency, identity }: Named): string => JSON.stringify([account, currency, identity]);

/**
 * A bank corrects a statement by sending it again under its identity: of those the one made last counts, whatever came first. Statements
 * that do not say when they were made correct nothing, and add what is new in them.
 */
export const withoutCorrected = <T extends Named>(
  statements: readonly T[],
): { readonly kept: readonly T[]; readonly replaced: readonly T[] } => {
  const newest = new Map<string, string>();
  for (const one of statements) {
    const [name, before] = [nameOf(one), newest.get(nameOf(one))];
    if (one.createdAt !== undefined && (before === undefined || isLater(one.createdAt, before)))
      newest.set(name, one.createdAt);
  }
  const isKept = (one: T): boolean => one.createdAt === undefined || one.createdAt === newest.get(nameOf(one));
  return { kept: statements.filter(isKept), replaced: statements.filter((one) => !isKept(one)) };
};
