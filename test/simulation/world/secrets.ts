/** Secrets of clients, as those know them that were shown them. */
export class Secrets {
  readonly #ids = new Map<string, string[]>();
  readonly #secrets = new Map<string, string[]>();

  /** Told of an answer that shows one. */
  add(tenant: string, text: string): void {
    const { id, secret } = JSON.parse(text) as { readonly id: string; readonly secret: string };
    if (secret === '') return;
    const secrets = this.#secrets.get(id) ?? [];
    if (secrets.includes(secret)) return;
    this.#secrets.set(id, [...secrets, secret]);
    const ids = this.#ids.get(tenant) ?? [];
    if (!ids.includes(id)) this.#ids.set(tenant, [...ids, id]);
  }

  of(tenant: string): readonly string[] {
    return this.#ids.get(tenant) ?? [];
  }

  /** In the order in which they were learnt. */
  known(id: string): readonly string[] {
    return this.#secrets.get(id) ?? [];
  }
}
