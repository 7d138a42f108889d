import { type Account, headroomOf } from '../../../functions/ledger/model/account.ts';
import { moneyReceipt } from '../../../functions/ledger/store/relay/stream-record.ts';
import { readAccount, readAccountLines } from '../../../functions/ledger/store/table/account-item.ts';
import { RECEIPT } from '../../../functions/ledger/store/table/receipt-item.ts';
import { TRANSACTION } from '../../../functions/ledger/store/table/transaction-item.ts';
import type { Stored } from '../../../local/dynamodb/storage/item-cache.ts';
import { TABLES } from '../functions/outside.ts';
import type { Change } from '../store/memory-store.ts';
import { hold, same, Violation } from '../violation.ts';

type Item = Parameters<typeof readAccount>[0];
const itemOf = ({ item }: Stored): Item => item as unknown as Item;
const BOUND = 10n ** 27n;

const add = (sums: Map<string, bigint>, name: string, by: bigint): void => {
  sums.set(name, (sums.get(name) ?? 0n) + by);
};

/** Attributes of a transaction's item that change as long as it is a hold, or once when it is reversed. */
const CHANGING: ReadonlySet<string> = new Set(Object.values(TRANSACTION));

/** What all commits together come to, by tenant. */
export class Ledger {
  /** Entries of receipts by `tenant account`, in minor units. */
  readonly posted = new Map<string, bigint>();
  /** The least that was available of an account at each time that it changed. */
  commits = 0;

  /** Invariants 1 to 5 and 8 of the ledger, as far as one commit shows them. */
  onCommit(changes: readonly Change[], _now: number): void {
    const moved = new Map<string, bigint>();
    const told = new Map<string, bigint>();
    let isMoney = false;
    for (const change of changes) {
      if (change.table !== TABLES.ledger) continue;
      this.commits += 1;
      if (change.sk === 'A') {
        if (this.#account(change, moved)) isMoney = true;
      } else if (change.sk === 'T' || change.sk === 'R') this.#receipt(change, told);
      else if (change.sk.startsWith('E#') && change.before !== undefined) this.#entry(change);
    }
    if (!isMoney && told.size === 0) return;
    for (const name of new Set([...moved.keys(), ...told.keys()])) {
      if (name.includes(' @')) continue;
      same(
        'ledger-1',
        `what a commit moves on ${name}, and its receipts say`,
        moved.get(name) ?? 0n,
        told.get(name) ?? 0n,
      );
    }
  }

  /** The fold of its lines, within its bounds, one version after the other. */
  #account({ pk, before, after }: Change, moved: Map<string, bigint>): boolean {
    if (after === undefined) throw new Violation('ledger-3', `${pk} is deleted`);
    const account = readAccount(itemOf(after));
    const was: Account | undefined = before === undefined ? undefined : readAccount(itemOf(before));
    const tenant = pk.slice(0, pk.indexOf('#'));
    const { debitHeadroom, creditHeadroom } = headroomOf(account, account.normal, account.overdraft);
    const heads = [account.debitHeadroom, account.creditHeadroom];
    same('ledger-4', `headroom of ${pk}`, heads, [debitHeadroom, creditHeadroom]);
    const isLess = was !== undefined && (debitHeadroom < was.debitHeadroom || creditHeadroom < was.creditHeadroom);
    const isOver = debitHeadroom < 0n || creditHeadroom < 0n;
    hold('ledger-4', !(isOver && isLess && account.overdraft === was?.overdraft), () => `${pk} has ${heads}`);
    const balance = account.credits - account.debits;
    hold('ledger-5', balance <= BOUND && -balance <= BOUND, () => `${pk} has ${balance}`);
    hold(
      'ledger-8',
      account.pendingDebits >= 0n && account.pendingCredits >= 0n,
      () => `${pk} holds less than nothing`,
    );
    if (account.version === (was?.version ?? 0)) {
      const money = (one: Account | undefined) => [one?.debits, one?.credits, one?.pendingDebits, one?.pendingCredits];
      if (was !== undefined) same('ledger-3', `${pk} without a new version`, money(account), money(was));
      return false;
    }
    const lines = readAccountLines(itemOf(after));
    same('ledger-3', `version of ${pk}`, account.version, (was?.version ?? 0) + lines.length);
    const isNew = lines.some(({ pending }) => pending >= 0n);
    hold(
      'ledger-2',
      !isNew || was?.status === 'open',
      () => `${pk} is ${was?.status}, and takes part in a transaction`,
    );
    const sums = { debit: 0n, credit: 0n, debitPending: 0n, creditPending: 0n };
    for (const { side, amount, pending } of lines) {
      sums[side] += amount;
      sums[side === 'debit' ? 'debitPending' : 'creditPending'] += pending;
      add(moved, `${tenant} ${account.id} ${account.currency} ${side}`, amount);
      add(moved, `${tenant} ${account.id} ${account.currency} ${side} held`, pending);
    }
    same(
      'ledger-3',
      `totals of ${pk}`,
      [account.debits, account.credits, account.pendingDebits, account.pendingCredits],
      [
        (was?.debits ?? 0n) + sums.debit,
        (was?.credits ?? 0n) + sums.credit,
        (was?.pendingDebits ?? 0n) + sums.debitPending,
        (was?.pendingCredits ?? 0n) + sums.creditPending,
      ],
    );
    return true;
  }

  /** Written once, and balanced; `told` gets what it says of each account. */
  #receipt({ pk, before, after }: Change, told: Map<string, bigint>): void {
    if (after === undefined) throw new Violation('ledger-6', `the receipt ${pk} is deleted`);
    if (before !== undefined) {
      const names = new Set([...Object.keys(before.item), ...Object.keys(after.item)]);
      for (const name of names)
        if (!CHANGING.has(name)) same('ledger-6', `${name} of ${pk}`, after.item[name], before.item[name]);
      return;
    }
    const item = itemOf(after);
    hold('ledger-6', item[RECEIPT.body] !== undefined, () => `${pk} has no answer`);
    const receipt = moneyReceipt(item);
    if (receipt === undefined) return;
    const { made, resolves, tenant } = receipt;
    const sums = new Map<string, bigint>();
    for (const { account, direction, amount: text, currency } of made.entries) {
      const amount = BigInt(text);
      hold('ledger-2', amount > 0n, () => `an entry of ${pk} has ${text}`);
      add(sums, currency, direction === 'debit' ? -amount : amount);
      const [posted, held] = effectOf(made, amount, resolves);
      const name = `${tenant} ${account} ${currency} ${direction}`;
      add(told, name, posted);
      add(told, `${name} held`, held);
      add(this.posted, `${tenant} ${currency}`, direction === 'debit' ? -posted : posted);
      add(this.posted, `${tenant} ${account} ${currency}`, direction === 'debit' ? -posted : posted);
    }
    for (const [currency, sum] of sums) same('ledger-2', `sum of ${pk} in ${currency}`, sum, 0n);
  }

  /** An entry is history: only what links it to its neighbours may be written anew. */
  #entry({ pk, sk, before, after }: Change): void {
    for (const name of ['t', 'x', 'a', 'p', 'b', 'f'])
      same('ledger-3', `${name} of ${pk} ${sk}`, after?.item[name], before?.item[name]);
  }
}

/** What is posted and what is held by an entry of a receipt. */
const effectOf = (
  made: { readonly state: string; readonly postedAmount?: string | null | undefined },
  amount: bigint,
  resolves: boolean,
): readonly [bigint, bigint] => {
  if (!resolves) return made.state === 'pending' ? [0n, amount] : [amount, 0n];
  if (made.state === 'voided' || made.state === 'expired') return [0n, -amount];
  const part = made.postedAmount;
  return [part === undefined || part === null ? amount : BigInt(part), -amount];
};
