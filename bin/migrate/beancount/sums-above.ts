/** An account by the parts of its name, with what it and all below it come to. */
interface Node {
  readonly below: Map<string, Node>;
  readonly sums: Map<string, bigint>;
}

const fresh = (): Node => ({ below: new Map(), sums: new Map() });

/** Sums of accounts with those of all accounts below them: each part of a name is looked at once, whatever is asked how often. */
export class SumsAbove {
  readonly #root = fresh();

  add(account: string, currency: string, minor: bigint): void {
    let node = this.#root;
    for (const part of account.split(':')) {
      const next = node.below.get(part) ?? fresh();
      node.below.set(part, next);
      node = next;
      node.sums.set(currency, (node.sums.get(currency) ?? 0n) + minor);
    }
  }

  /** Of the account and of those below it. */
  of(account: string, currency: string): bigint {
    let node: Node | undefined = this.#root;
    for (const part of account.split(':')) node = node?.below.get(part);
    return node?.sums.get(currency) ?? 0n;
  }
}
