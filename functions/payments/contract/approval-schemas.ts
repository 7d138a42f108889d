import * as z from 'zod';
import { list } from '../../kernel/values/bounded.ts';
import { amount, balance, currency } from '../../kernel/values/money.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { railName, ruleId } from './ids.ts';

const RAILS_MAX = 16;
const APPROVERS_MAX = 3;

export const newRule = z
  .strictObject({
    currency,
    fromAmount: amount.meta({ description: 'Of payments of at least so much, in minor units.' }),
    rails: list(railName, { max: RAILS_MAX, min: 1 })
      .optional()
      .meta({ description: 'Over these rails; over every one unless said.' }),
    approvers: z
      .int()
      .min(1)
      .max(APPROVERS_MAX)
      .meta({ description: 'So many clients have to agree, none of them the maker.' }),
  })
  .meta({ id: 'NewApprovalRule', examples: [{ currency: 'EUR', fromAmount: '1000000', approvers: 2 }] });

export const rule = z
  .strictObject({
    id: ruleId,
    currency: z.string(),
    fromAmount: balance,
    rails: z.array(z.string()).nullable().meta({ description: 'Null: every one.' }),
    approvers: z.int(),
    createdBy: z.string(),
    createdAt: timeOut,
  })
  .meta({ id: 'ApprovalRule' });
export const ruleList = z.strictObject({ data: z.array(rule) }).meta({ id: 'ApprovalRuleList' });
export const rulePath = z.strictObject({ id: ruleId });
