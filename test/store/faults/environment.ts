/** One call of a function to the world outside of it. */
export interface Call {
  /** Of the function that makes it. */
  readonly by: string;
  /** `PutEvents`, `TransactWriteItems`, `POST` ... */
  readonly name: string;
  /** What it says, as text: for faults that are about one tenant, one endpoint, one half of a batch. */
  readonly says: string;
}

/**
 * What becomes of a call instead of what it asks for: the process dies before it went out, or after it took effect and before
 * the answer came; or the service answers with an error or with something else than everything done.
 */
export type Fate =
  | { readonly dies: 'before' | 'after' }
  | { readonly fails: Error }
  | { readonly answers: (effect: () => Promise<unknown>) => Promise<unknown> };

export type Fault = (call: Call) => Fate | undefined;

/** A process that died: its invoker hears of it. The code that ran in it unwinds, and can no longer do anything. */
export class Died extends Error {
  override readonly name = 'Died';
}

/**
 * One warm process of a function. From its death on nothing that it calls takes effect, whatever its code does to save itself,
 * and no answer reaches it; what was on the wire already arrives.
 */
export class Environment {
  readonly #by: string;
  readonly #fault: Fault;
  readonly #onWire = new Set<Promise<unknown>>();
  readonly #death = Promise.withResolvers<never>();
  #dead = false;

  constructor(by: string, fault: Fault) {
    this.#by = by;
    this.#fault = fault;
    this.#death.promise.catch(() => undefined);
  }

  get isDead(): boolean {
    return this.#dead;
  }

  /** Stands around every call of the function. */
  async call<T>(name: string, says: unknown, effect: () => Promise<T>): Promise<T> {
    if (this.#dead) throw new Died();
    const fate = this.#fault({ by: this.#by, name, says: JSON.stringify(says) });
    if (fate !== undefined && 'fails' in fate) throw fate.fails;
    if (fate !== undefined && 'dies' in fate && fate.dies === 'before') return this.#die();
    const answers = fate !== undefined && 'answers' in fate ? fate.answers : undefined;
    const under = answers === undefined ? effect() : (answers(effect) as Promise<T>);
    this.#onWire.add(under);
    try {
      const answer = await under;
      if (fate !== undefined && 'dies' in fate) return this.#die();
      if (this.#dead) throw new Died();
      return answer;
    } finally {
      this.#onWire.delete(under);
    }
  }

  /** Runs the function until it ends or its process does. @throws Died */
  async run<T>(handler: () => Promise<T>): Promise<T> {
    try {
      return await Promise.race([handler(), this.#death.promise]);
    } finally {
      await Promise.allSettled(this.#onWire);
    }
  }

  #die(): never {
    this.#dead = true;
    this.#death.reject(new Died());
    throw new Died();
  }
}
