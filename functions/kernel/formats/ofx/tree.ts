import type { Refuse } from '../statement/refuse.ts';
import type { OfxToken } from './tokens.ts';

const DEPTH_MAX = 32;

export type OfxEvent =
  | { readonly kind: 'open' | 'close'; readonly name: string; readonly at: number }
  | { readonly kind: 'value'; readonly name: string; readonly text: string; readonly at: number };

/**
 * Makes aggregates and elements of tags. An element of OFX 1.x has no closing tag: what has a text is one, what opens before a
 * text came is an aggregate, and one that ends unclosed within another was an empty element.
 */
export class OfxTree {
  readonly #refuse: Refuse;
  readonly #open: string[] = [];
  #pending: { readonly name: string; readonly at: number } | undefined;
  #leaf: string | undefined;
  /** XML closes every tag. */
  strict = false;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  get isWhole(): boolean {
    return this.#open.length === 0 && this.#pending === undefined;
  }

  *of({ kind, text, at }: OfxToken): Generator<OfxEvent> {
    if (kind === 'instruction') return;
    if (kind === 'text') {
      if (this.#pending === undefined) return this.#refuse(at, 'malformed', 'A text belongs to no element.');
      this.#leaf = this.#pending.name;
      yield { kind: 'value', name: this.#pending.name, text, at };
      this.#pending = undefined;
      return;
    }
    if (kind === 'open') {
      if (this.strict && this.#leaf !== undefined)
        this.#refuse(at, 'malformed', 'An element is not closed before the next one.');
      yield* this.#settle();
      this.#leaf = undefined;
      this.#pending = { name: text, at };
      return;
    }
    yield* this.#close(text, at);
  }

  *#close(name: string, at: number): Generator<OfxEvent> {
    if (this.#leaf === name || this.#pending?.name === name) {
      this.#leaf = undefined;
      this.#pending = undefined; // an empty element says nothing
      return;
    }
    if (this.strict && (this.#leaf !== undefined || this.#pending !== undefined || this.#open.at(-1) !== name))
      this.#refuse(at, 'malformed', 'A closing tag does not close the tag that is open.');
    this.#leaf = undefined;
    this.#pending = undefined;
    const depth = this.#open.lastIndexOf(name);
    if (depth < 0) return this.#refuse(at, 'malformed', 'A closing tag closes nothing that is open.');
    for (const unclosed of this.#open.splice(depth).reverse()) yield { kind: 'close', name: unclosed, at };
  }

  *#settle(): Generator<OfxEvent> {
    if (this.#pending === undefined) return;
    const { name, at } = this.#pending;
    if (this.#open.length >= DEPTH_MAX) this.#refuse(at, 'bounds', `Tags nest more than ${DEPTH_MAX} levels.`);
    this.#open.push(name);
    yield { kind: 'open', name, at };
  }
}
