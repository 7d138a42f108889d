import type { Bai2Record } from './records.ts';

/** The fields of a record in turn, over all of its continuations. */
export class Fields {
  readonly #segments: readonly (readonly string[])[];
  #segment = 0;
  #field = 0;

  constructor({ segments }: Bai2Record) {
    this.#segments = segments.map((text) => text.split(','));
  }

  /** Whether there is another field, empty or not. */
  get more(): boolean {
    this.#forward();
    return this.#segment < this.#segments.length;
  }

  /** The next field less its outer spaces; empty behind the last one. */
  next(): string {
    this.#forward();
    const field = this.#segments[this.#segment]?.[this.#field] ?? '';
    this.#field += 1;
    return field.trim();
  }

  /** All that is left, as free text: commas are its own. */
  text(): string {
    this.#forward();
    const [first = [], ...rest] = this.#segments.slice(this.#segment);
    this.#segment = this.#segments.length;
    return [first.slice(this.#field), ...rest].map((fields) => fields.join(',')).join(' ');
  }

  #forward(): void {
    while (this.#segment < this.#segments.length && this.#field >= (this.#segments[this.#segment]?.length ?? 0)) {
      this.#segment += 1;
      this.#field = 0;
    }
  }
}
