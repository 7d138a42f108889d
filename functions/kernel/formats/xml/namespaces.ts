import { type Attributes, NO_ATTRIBUTES } from './plain-tags.ts';

/** An element's namespace, and its name without prefix. */
export interface Resolved {
  readonly uri: string;
  readonly local: string;
}

interface Scope {
  readonly depth: number;
  /** By prefix; '' is the default namespace. */
  readonly bindings: ReadonlyMap<string, string>;
}

/** Prefixes in scope at the same time: a message of a bank has two. */
const PREFIXES_MAX = 64;

/** Different names that are kept while the same prefixes are in scope. */
const NAMES_KEPT_MAX = 1_000;

const XML: Scope = { depth: 0, bindings: new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]) };

/**
 * Namespaces in XML 1.0, for elements: files of banks declare one on their root, so that hardly any element has a scope of its own. The
 * parser could do it too, at a quarter of all its time.
 */
export class Namespaces {
  readonly #scopes: Scope[] = [XML];
  #depth = 0;
  /** What a name stands for in the scopes as they are. */
  readonly #names = new Map<string, Resolved>();

  /** Undefined where the prefix was never declared, or too many are. */
  open(name: string, attributes: Attributes): Resolved | undefined {
    this.#depth += 1;
    if (attributes !== NO_ATTRIBUTES && !this.#declareAll(attributes)) return undefined;
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const found = this.#resolve(name);
    if (found !== undefined && this.#names.size < NAMES_KEPT_MAX) this.#names.set(name, found);
    return found;
  }

  #resolve(name: string): Resolved | undefined {
    const colon = name.indexOf(':');
    const prefix = colon < 0 ? '' : name.slice(0, colon);
    const uri = this.#scopes.at(-1)?.bindings.get(prefix);
    if (uri === undefined && prefix !== '') return undefined;
    return { uri: uri ?? '', local: colon < 0 ? name : name.slice(colon + 1) };
  }

  close(): void {
    if (this.#scopes.at(-1)?.depth === this.#depth) {
      this.#scopes.pop();
      this.#names.clear();
    }
    this.#depth -= 1;
  }

  /** One copy of the bindings for all that an element declares; false where there are more than any message has. */
  #declareAll(attributes: Attributes): boolean {
    let bindings: Map<string, string> | undefined;
    for (const attribute in attributes) {
      if (attribute !== 'xmlns' && !attribute.startsWith('xmlns:')) continue;
      bindings ??= new Map((this.#scopes.at(-1) ?? XML).bindings);
      bindings.set(attribute.slice('xmlns:'.length), attributes[attribute] ?? '');
    }
    if (bindings === undefined) return true;
    this.#scopes.push({ depth: this.#depth, bindings });
    this.#names.clear();
    return bindings.size <= PREFIXES_MAX;
  }
}
