import * as z from 'zod';
import { type Item, int, s } from '../../../kernel/aws/attributes.ts';
import { LIMIT_PREFIX, RULE_PREFIX } from '../../contract/ids.ts';
import type { ApprovalRule } from '../../model/approval.ts';
import { LIMIT_WINDOWS, type Limit } from '../../model/limit.ts';
import { NO_POLICY, type Policy } from '../../model/policy.ts';

const optional = z.string().optional();
const limit = z.object({
  id: z.string(),
  window: z.enum(LIMIT_WINDOWS),
  timeZone: z.string(),
  currency: z.string(),
  amount: z.string().transform(BigInt).optional(),
  count: z.int().optional(),
  account: optional,
  client: optional,
  rail: optional,
  createdBy: z.string(),
  createdAt: z.int(),
});

const rule = z.object({
  id: z.string(),
  currency: z.string(),
  fromAmount: z.string().transform(BigInt),
  rails: z.array(z.string()).optional(),
  approvers: z.int(),
  createdBy: z.string(),
  createdAt: z.int(),
});

const readRule = (text: string): ApprovalRule => {
  const { rails, ...rest } = rule.parse(JSON.parse(text));
  return { ...rest, rails };
};

export const ruleItem = ({ fromAmount, ...rest }: ApprovalRule): Item => ({
  [rest.id]: s(JSON.stringify({ ...rest, fromAmount: String(fromAmount) })),
});

const readLimit = (text: string): Limit => {
  const { amount, count, account, client, rail, ...rest } = limit.parse(JSON.parse(text));
  return { ...rest, amount, count, account, client, rail };
};

/** Every limit is an attribute by its id, so that whoever adds one writes no other back. */
export const limitItem = ({ amount, ...rest }: Limit): Item => ({
  [rest.id]: s(JSON.stringify({ ...rest, ...(amount === undefined ? {} : { amount: String(amount) }) })),
});

const byBirth = <T extends { readonly id: string; readonly createdAt: number }>(one: T, other: T): number =>
  one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1);

const allOf = <T>(item: Item, prefix: string, read: (text: string) => T): readonly T[] =>
  Object.entries(item).flatMap(([name, value]) =>
    name.startsWith(prefix) && value.S !== undefined ? [read(value.S)] : [],
  );

export const readPolicy = (item: Item | undefined): Policy =>
  item === undefined
    ? NO_POLICY
    : {
        version: int(item, 'version'),
        limits: allOf(item, LIMIT_PREFIX, readLimit).toSorted(byBirth),
        rules: allOf(item, RULE_PREFIX, readRule).toSorted(byBirth),
      };
