import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Ask, receiptIdOf } from '../../kernel/ask.ts';
import type { Reply } from '../../kernel/call.ts';
import { type Claim, findReceipt as find, once as onceFor, type Plan, puttingReceipt } from '../../kernel/once.ts';
import type { Receipt } from '../../kernel/receipt.ts';
import type { Item } from './attributes.ts';
import { type Key, receiptKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { readReceipt, receiptAttributes } from './receipt-item.ts';

const FORM = { write: receiptAttributes, read: readReceipt };

const claim = (store: LedgerStore, ask: Ask, home: Key): Claim => ({ store, form: FORM, ask, home: { ...home } });

/** Where the receipt of `ask` stands, unless the operation keeps it elsewhere (transactions are receipts themselves). */
const receiptHome = (ask: Ask): Key => receiptKey(ask.tenant, receiptIdOf(ask));

/** Does what `plan` says exactly once for its key: see `once` in the kernel, for what it throws too. */
export const once = (store: LedgerStore, ask: Ask, plan: Plan, home: Key = receiptHome(ask)): Promise<Reply> =>
  onceFor(claim(store, ask, home), plan);

/** The receipt at `home`, strongly consistent; undefined where its key was never used. */
export const findReceipt = (store: LedgerStore, home: Key): Promise<Receipt | undefined> =>
  find(store, FORM, { ...home });

/** Puts the receipt of an answer where there is none. */
export const putOnce = (
  store: LedgerStore,
  ask: Ask,
  home: Key,
  answer: Pick<Receipt, 'status' | 'body' | 'at'>,
  beside: Item,
): TransactWriteItem => puttingReceipt(claim(store, ask, home), answer, beside);
