import * as z from 'zod';
import { amount, balance, currency } from '../../kernel/values/money.ts';
import { metadata, metadataPatch, text } from '../../kernel/values/text.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { newAccountId } from './ids.ts';

export const side = z.enum(['debit', 'credit']);

/** How far an account may go below zero on its normal side. */
export const overdraft = z
  .union([z.enum(['none', 'unlimited']), z.strictObject({ limit: amount })])
  .meta({ description: 'none, unlimited, or a limit in minor units.', examples: ['none', { limit: '5000' }] });

const name = text(255).meta({ examples: ['Main'] });

export const newAccount = z
  .strictObject({
    id: newAccountId.optional(),
    currency,
    name: name.optional(),
    normalBalance: side.optional().meta({ description: 'The side on which its balance grows; credit unless said.' }),
    overdraft: overdraft.optional(),
    metadata: metadata.optional(),
  })
  .meta({ id: 'NewAccount', examples: [{ id: 'acc_main', currency: 'USD', name: 'Main' }] });

export const accountPatch = z
  .strictObject({
    name: name.nullable().optional().meta({ description: 'Null removes it.' }),
    metadata: metadataPatch.nullable().optional().meta({ description: 'A merge patch: null removes a key, or all.' }),
    overdraft: overdraft.optional(),
  })
  .meta({ id: 'AccountPatch', examples: [{ name: 'Savings', metadata: { tier: null } }] });

export const account = z
  .strictObject({
    id: z.string(),
    currency: z.string(),
    normalBalance: side,
    status: z.enum(['open', 'frozen', 'closed']),
    overdraft: z.union([z.enum(['none', 'unlimited']), z.strictObject({ limit: balance })]),
    balance: z.strictObject({
      posted: balance,
      pendingIn: balance,
      pendingOut: balance,
      available: balance
        .nullable()
        .meta({ description: 'What may still go out, the overdraft included; null when unlimited.' }),
    }),
    version: z.int().meta({ description: 'The number of transactions that touched it; every version has one entry.' }),
    name: z.string().optional(),
    metadata,
    createdAt: timeOut,
  })
  .meta({ id: 'Account' });

/** An account whose id starts with `@`. Its balances are folded from transactions, so they may lag by seconds. */
export const systemAccount = z
  .strictObject({
    id: z.string(),
    system: z.literal(true),
    balances: z
      .array(z.strictObject({ currency: z.string(), posted: balance, pendingIn: balance, pendingOut: balance }))
      .meta({ description: 'Credits minus debits, by currency; empty when it was never used.' }),
    asOf: timeOut,
  })
  .meta({ id: 'SystemAccount' });

export type NewAccount = z.output<typeof newAccount>;
export type AccountPatchBody = z.output<typeof accountPatch>;
export type AccountView = z.input<typeof account>;
export type SystemAccountView = z.input<typeof systemAccount>;
