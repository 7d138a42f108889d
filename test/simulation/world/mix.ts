import type { Chance } from '../machine/chance.ts';
import type { Profile } from './profile.ts';

/** What clients ask for, with how often of all requests where nothing is said. */
const LEDGER = { transaction: 48, 'hold-end': 22, reverse: 6, bulk: 12, freeze: 8 } as const;
const PAYMENTS = { pay: 30, cancel: 6, refund: 12, resolve: 5, decide: 10, batch: 8 } as const;
const FILES = { 'pay-by-file': 40, 'write-file': 16 } as const;
const IDENTITY = { 'client-create': 12, 'client-rotate': 12, 'client-delete': 6, token: 30 } as const;
const WEBHOOKS = { 'test-event': 3 } as const;

export type Kind = keyof (typeof LEDGER & typeof PAYMENTS & typeof FILES & typeof IDENTITY & typeof WEBHOOKS);

/** Without these a run has nothing that the others could be about. */
const NEEDED: ReadonlySet<Kind> = new Set(['transaction', 'pay', 'pay-by-file', 'client-create', 'token']);
const TIMES = [0, 0.3, 1, 1, 4] as const;
/** What a run of payments or of clients asks of the ledger itself, as a part of what others do. */
const ASIDE = 0.1;

/**
 * How often a run asks for what, drawn once: some runs do much of few things, and meet what runs of everything hardly ever do
 * (Groce et al., "Swarm Testing", 2012).
 */
export class Mix {
  readonly #weights: readonly (readonly [Kind, number])[];
  readonly #sum: number;

  constructor(chance: Chance, { payments, files, identity, webhooks }: Profile) {
    const isAside = (payments || identity) && !webhooks;
    const ledger = Object.entries(LEDGER).map(([kind, weight]) => [kind, isAside ? weight * ASIDE : weight] as const);
    const kinds: Readonly<Record<string, number>> = {
      ...Object.fromEntries(ledger),
      ...(payments ? PAYMENTS : {}),
      ...(files ? FILES : {}),
      ...(identity ? IDENTITY : {}),
      ...(webhooks ? WEBHOOKS : {}),
    };
    this.#weights = Object.entries(kinds).map(([name, weight]) => {
      const times = chance.pick(TIMES);
      return [name as Kind, weight * (NEEDED.has(name as Kind) ? Math.max(1, times) : times)];
    });
    this.#sum = this.#weights.reduce((sum, [, weight]) => sum + weight, 0);
  }

  pick(chance: Chance): Kind {
    let left = chance.fraction() * this.#sum;
    for (const [kind, weight] of this.#weights) {
      left -= weight;
      if (left < 0) return kind;
    }
    return 'transaction';
  }
}
