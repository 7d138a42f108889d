interface Scope {
  readonly depth: number;
  /** By prefix; '' is the default namespace. */
  readonly bindings: ReadonlyMap<string, string>;
}

const XML: Scope = { depth: 0, bindings: new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]) };

/**
 * Namespaces in XML 1.0, for elements: files of banks declare one on their root, so that hardly any element has a scope of its own. The
 * parser could do it too, at a quarter of all its time.
 */
export class Namespaces {
  readonly #scopes: Scope[] = [XML];
  #depth = 0;

  /** The element's namespace and its name without prefix; undefined where the prefix was never declared. */
  open(
    name: string,
    attributes: Readonly<Record<string, string>>,
  ): { readonly uri: string; readonly local: string } | undefined {
    this.#depth += 1;
    for (const attribute in attributes) {
      if (attribute === 'xmlns') this.#declare('', attributes[attribute] ?? '');
      else if (attribute.startsWith('xmlns:')) this.#declare(attribute.slice(6), attributes[attribute] ?? '');
    }
    const colon = name.indexOf(':');
    const prefix = colon < 0 ? '' : name.slice(0, colon);
    const uri = this.#scopes.at(-1)?.bindings.get(prefix);
    if (uri === undefined && prefix !== '') return undefined;
    return { uri: uri ?? '', local: colon < 0 ? name : name.slice(colon + 1) };
  }

  close(): void {
    if (this.#scopes.at(-1)?.depth === this.#depth) this.#scopes.pop();
    this.#depth -= 1;
  }

  #declare(prefix: string, uri: string): void {
    const top = this.#scopes.at(-1) ?? XML;
    const bindings = new Map(top.bindings).set(prefix, uri);
    if (top.depth === this.#depth) this.#scopes.pop();
    this.#scopes.push({ depth: this.#depth, bindings });
  }
}
