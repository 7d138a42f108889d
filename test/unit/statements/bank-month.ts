import { addDays, type CivilDate, civilDate } from '../../../functions/kernel/values/civil-date.ts';
import type { BreakKind } from '../../../functions/statements/contract/break-kinds.ts';
import type { BankItem, LedgerItem } from '../../../functions/statements/model/matching/items.ts';
import { fractionsFrom } from '../../support/random.ts';

/** A month of a bank and of a ledger, and what belongs together: known, since it was made so. */
export interface Month {
  readonly bank: BankItem[];
  readonly ledger: LedgerItem[];
  /** `bank ids | ledger ids`, each sorted. */
  readonly truth: Set<string>;
  /** What each id has to be told as: a bank line, or an entry where no line is. */
  readonly breaks: Map<string, BreakKind>;
}

export const groupOf = (bank: readonly string[], ledger: readonly string[]): string =>
  `${bank.toSorted().join(' ')} | ${ledger.toSorted().join(' ')}`;

/** Draws of a seed: the same seed makes the same month. */
export const randomOf = (seed: number) => {
  const next = fractionsFrom(seed);
  return {
    below: (count: number): number => Math.floor(next() * count),
    is: (share: number): boolean => next() < share,
  };
};
type Random = ReturnType<typeof randomOf>;

const FIRST = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Alan', 'Jean', 'Tony', 'Radia'];
const LAST = [
  'Lovelace',
  'Hopper',
  'Dijkstra',
  'Liskov',
  'Knuth',
  'Allen',
  'Turing',
  'Sammet',
  'Hoare',
  'Perlman',
  'Müller',
];
const POPULAR = [999n, 1999n, 4999n, 5000n, 10000n, 120000n];

export const NOISES = [
  'plain',
  'late',
  'early',
  'split',
  'batch',
  'joined',
  'settlement',
  'fee',
  'cut',
  'swapped',
  'duplicate',
  'return',
  'reversed',
  'missing-here',
  'missing-there',
] as const;
export type Noise = (typeof NOISES)[number];

const START = civilDate(2024, 1, 1);

class Maker {
  readonly month: Month = { bank: [], ledger: [], truth: new Set(), breaks: new Map() };
  readonly random: Random;
  #count = 0;

  constructor(seed: number) {
    this.random = randomOf(seed);
  }

  amount(): bigint {
    const { random } = this;
    const minor = random.is(0.2) ? (POPULAR[random.below(POPULAR.length)] ?? 1n) : BigInt(1 + random.below(2_000_000));
    return random.is(0.4) ? -minor : minor;
  }

  day(): CivilDate {
    return addDays(START, this.random.below(30));
  }

  /** Few enough that one party pays several times in a month. */
  name(): string {
    return `${FIRST[this.random.below(FIRST.length)]} ${LAST[this.random.below(LAST.length)]}`;
  }

  /** Numbers in a row, as invoices have them: a swap of two digits often makes another one's. */
  reference(): string {
    this.#count += 1;
    return `INV-2024-${String(this.#count).padStart(6, '0')}`;
  }

  ledger(item: Omit<LedgerItem, 'id'>): LedgerItem {
    const made = { id: `L${String(this.random.below(1e9)).padStart(9, '0')}-${this.month.ledger.length}`, ...item };
    this.month.ledger.push(made);
    return made;
  }

  bank(item: Omit<BankItem, 'id' | 'reversal'> & { readonly reversal?: boolean }): BankItem {
    const id = `B${String(this.random.below(1e9)).padStart(9, '0')}-${this.month.bank.length}`;
    const made = { id, reversal: false, ...item };
    this.month.bank.push(made);
    return made;
  }

  belong(bank: readonly BankItem[], ledger: readonly LedgerItem[]): void {
    this.month.truth.add(
      groupOf(
        bank.map(({ id }) => id),
        ledger.map(({ id }) => id),
      ),
    );
  }

  /** Where banks put a reference: as an id, as the owner's, in the text, or nowhere, and then there is a name. */
  carrying(reference: string, counterparty: string): Partial<BankItem> {
    const where = this.random.below(10);
    if (where < 5) return { endToEndId: reference, ...(this.random.is(0.5) && { counterparty }) };
    if (where < 7) return { ownerReference: reference, counterparty };
    if (where < 9) return { remittance: `Thank you, ${reference} of 2024`, counterparty };
    return { counterparty: counterparty.toUpperCase(), remittance: 'invoice' };
  }
}

const part = (total: bigint, count: number, random: Random): readonly bigint[] => {
  const parts: bigint[] = [];
  let left = total;
  for (let index = 1; index < count; index += 1) {
    const one = (left * BigInt(1 + random.below(60))) / 100n;
    parts.push(one);
    left -= one;
  }
  return [...parts, left];
};

const one = (maker: Maker, noise: Noise): void => {
  const { random } = maker;
  const [on, counterparty, reference] = [maker.day(), maker.name(), maker.reference()];
  const amount = maker.amount();
  const entry = () => maker.ledger({ on, amount, counterparty, references: [reference] });
  const after = (days: number) => addDays(on, days);
  if (noise === 'plain' || noise === 'late' || noise === 'early') {
    const carried = noise === 'late' ? { endToEndId: reference } : maker.carrying(reference, counterparty);
    const lag = noise === 'late' ? 6 + random.below(4) : noise === 'early' ? -1 - random.below(3) : random.below(4);
    maker.belong([maker.bank({ on: after(lag), amount, ...carried })], [entry()]);
  } else if (noise === 'split') {
    const big = amount * 1000n;
    const parts = part(big, 2 + random.below(2), random);
    const lines = parts.map((one) => maker.bank({ on: after(random.below(3)), amount: one, endToEndId: reference }));
    maker.belong(lines, [maker.ledger({ on, amount: big, counterparty, references: [reference] })]);
  } else if (noise === 'batch' || noise === 'joined') {
    const amounts = [amount, amount * 3n + 7n, amount * 5n + 1n].slice(0, 2 + random.below(2));
    const all = amounts.map((one) => ({ one, own: noise === 'batch' ? maker.reference() : reference }));
    const entries = all.map(({ one, own }) =>
      maker.ledger({ on, amount: one, counterparty: maker.name(), references: [own] }),
    );
    const parts = all.map(({ one, own }) => ({ amount: random.is(0.5) ? one : undefined, endToEndId: own }));
    const sum = amounts.reduce((total, one) => total + one, 0n);
    const known = noise === 'batch' ? { parts } : { ownerReference: reference };
    maker.belong([maker.bank({ on: after(random.below(3)), amount: sum, ...known })], entries);
  } else if (noise === 'settlement') {
    const acquirer = `Acquirer ${reference}`;
    const amounts = [1, 2, 3].map(() => BigInt(100 + random.below(50_000)));
    const entries = amounts.map((one) =>
      maker.ledger({ on, amount: one, counterparty: acquirer, references: [maker.reference()] }),
    );
    const sum = amounts.reduce((total, one) => total + one, 0n);
    maker.belong([maker.bank({ on: after(1 + random.below(2)), amount: sum, counterparty: acquirer })], entries);
  } else if (noise === 'fee') {
    const big = amount * 100n;
    const line = maker.bank({ on: after(1), amount: big - BigInt(15 + random.below(500)), endToEndId: reference });
    maker.ledger({ on, amount: big, counterparty, references: [reference] });
    maker.month.breaks.set(line.id, 'amount-differs');
  } else if (noise === 'cut') {
    const known = { ownerReference: reference.slice(0, 12), ...(random.is(0.5) && { counterparty }) };
    maker.belong([maker.bank({ on: after(random.below(4)), amount, ...known })], [entry()]);
  } else if (noise === 'swapped') {
    const at = [13, 12, 11].find((place) => reference[place] !== reference[place + 1]) ?? 6;
    const swapped = reference.slice(0, at) + reference[at + 1] + reference[at] + reference.slice(at + 2);
    maker.belong([maker.bank({ on: after(random.below(4)), amount, endToEndId: swapped, counterparty })], [entry()]);
  } else if (noise === 'duplicate') {
    const lag = random.below(3);
    const line = maker.bank({ on: after(lag), amount, endToEndId: reference });
    const again = maker.bank({ on: after(lag + 1 + random.below(3)), amount, endToEndId: reference });
    maker.belong([line], [entry()]);
    maker.month.breaks.set(again.id, 'duplicate');
  } else if (noise === 'return') {
    const line = maker.bank({ on: after(1), amount, endToEndId: reference });
    const back = maker.bank({
      on: after(3 + random.below(7)),
      amount: -amount,
      endToEndId: reference,
      reversal: random.is(0.5),
    });
    maker.belong([line], [entry()]);
    maker.month.breaks.set(back.id, 'unknown-return');
  } else if (noise === 'reversed') {
    const lines = [
      maker.bank({ on, amount, ownerReference: reference }),
      maker.bank({ on: after(1), amount: -amount, ownerReference: reference, reversal: true }),
    ];
    maker.belong(lines, []);
  } else if (noise === 'missing-here') {
    // Of somebody unknown: a known party's popular amount could mean another entry that the bank has not, and nobody would know.
    const line = maker.bank({ on, amount, ...maker.carrying(reference, `Somebody ${reference}`) });
    maker.month.breaks.set(line.id, 'missing-here');
  } else maker.month.breaks.set(entry().id, 'missing-there');
};

/** A swap that makes the reference of another entry of the same amount and party means that entry to everybody: it is read rightly then. */
const readRightly = ({ bank, ledger, truth }: Month): void => {
  for (const [at, line] of bank.entries()) {
    const meant = ledger.find(
      ({ amount, counterparty, references }) =>
        amount === line.amount && counterparty === line.counterparty && references[0] === line.endToEndId,
    );
    if (meant === undefined || truth.has(groupOf([line.id], [meant.id]))) continue;
    const mate = ledger.find(({ id }) => truth.has(groupOf([line.id], [id])));
    if (mate?.references[0] !== undefined) bank[at] = { ...line, endToEndId: mate.references[0] };
  }
};

/** Half of the payments are plain, the rest has noise of every kind. */
export const bankMonth = (seed: number, payments: number): Month => {
  const maker = new Maker(seed);
  for (let made = 0; made < payments; made += 1)
    one(maker, maker.random.is(0.5) ? 'plain' : (NOISES[maker.random.below(NOISES.length)] ?? 'plain'));
  readRightly(maker.month);
  return maker.month;
};

export const shuffled = <T>(items: readonly T[], seed: number): readonly T[] => {
  const random = randomOf(seed);
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
};
