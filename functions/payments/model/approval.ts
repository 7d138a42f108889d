import type { Payment } from './payment.ts';

/** From which amount on a payment needs other clients than its maker to agree. It never changes: another one takes its place. */
export interface ApprovalRule {
  readonly id: string;
  readonly currency: string;
  readonly fromAmount: bigint;
  /** Undefined: every rail. */
  readonly rails: readonly string[] | undefined;
  readonly approvers: number;
  readonly createdBy: string;
  readonly createdAt: number;
}

export const RULES_MAX = 20;
export const APPROVERS_MAX = 3;

/** How long a payment waits for its approvals; then it fails, and nothing was ever held for it. */
export const APPROVAL_MS = 30 * 86_400_000;

/** How many clients have to agree by these rules: as many as the strictest of them asks for. */
export const approversFor = (
  rules: readonly ApprovalRule[],
  { to, amount, currency }: Pick<Payment, 'to' | 'amount' | 'currency'>,
): number =>
  rules
    .filter((rule) => rule.currency === currency && amount >= rule.fromAmount)
    .filter(({ rails }) => rails === undefined || rails.includes(to.rail))
    .reduce((most, { approvers }) => Math.max(most, approvers), 0);

/**
 * How many approvals a payment needs. The rules of its creation and those of now both count, so that no change of a rule makes it
 * easier for a payment that waits.
 */
export const neededFor = (rules: readonly ApprovalRule[], payment: Payment): number =>
  Math.max(payment.approvalsNeeded, approversFor(rules, payment));

/** Maker, approvers and who resolves are different clients. */
export const hasDecided = ({ maker, approvals }: Pick<Payment, 'maker' | 'approvals'>, client: string): boolean =>
  client === maker || approvals.some(({ by }) => by === client);
