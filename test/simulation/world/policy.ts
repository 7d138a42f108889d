import { Chance, luckOf } from '../machine/chance.ts';

/** What `acme` has decided about its payments before a run begins. */
export interface Policy {
  /** What may leave in a day: a part of what is asked, more or less. */
  readonly limit: { readonly window: 'day'; readonly currency: 'USD'; readonly amount: string; readonly count: number };
  /** From which amount on others have to agree; undefined where nobody has to. */
  readonly rule: { readonly currency: 'USD'; readonly fromAmount: string; readonly approvers: number } | undefined;
}

const LIMITS = [
  { amount: '60', count: 4 },
  { amount: '250', count: 12 },
  { amount: '5000', count: 300 },
] as const;
const APPROVERS = [0, 1, 2, 2] as const;
const FROM_AMOUNT = '20';

export const policyOf = (seed: number): Policy => {
  // Seeds of one profile are alike in their last bits, and so would be a remainder of their luck.
  const chance = new Chance(luckOf(seed, 'policy'));
  const approvers = chance.pick(APPROVERS);
  return {
    limit: { window: 'day', currency: 'USD', ...chance.pick(LIMITS) },
    rule: approvers === 0 ? undefined : { currency: 'USD', fromAmount: FROM_AMOUNT, approvers },
  };
};

/** How many have to agree to a payment of `acme`, as a person reads the rule. */
export const approversOf = ({ rule }: Policy, tenant: string, { currency, amount }: Money): number =>
  rule !== undefined && tenant === 'acme' && currency === rule.currency && amount >= BigInt(rule.fromAmount)
    ? rule.approvers
    : 0;

interface Money {
  readonly currency: string;
  readonly amount: bigint;
}
