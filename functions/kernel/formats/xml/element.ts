/** One element of a record, small enough to stand in memory whole. */
export class XmlElement {
  /** Without prefix; of another namespace than the document's it has the name `*`, which no reader asks for. */
  readonly name: string;
  /** Where its opening tag ends, from 1. */
  readonly line: number;
  /** Children's text is not in it. As it is written: whoever reads numbers and codes trims. */
  text = '';
  readonly children: XmlElement[] = [];
  readonly attributes: Readonly<Record<string, string>>;
  readonly #parent: XmlElement | string;
  constructor(name: string, line: number, parent: XmlElement | string, attributes: Readonly<Record<string, string>>) {
    this.name = name;
    this.line = line;
    this.#parent = parent;
    this.attributes = attributes;
  }

  /** Its path from the root, with a place among its like where there are several. */
  get pointer(): string {
    if (typeof this.#parent === 'string') return this.#parent;
    const like = this.#parent.children.filter(({ name }) => name === this.name);
    const place = like.length > 1 ? `[${like.indexOf(this) + 1}]` : '';
    return `${this.#parent.pointer}/${this.name}${place}`;
  }

  /** The first child of this name, and of this name in it, and so on. */
  at(...names: readonly string[]): XmlElement | undefined {
    let found: XmlElement | undefined = this;
    for (const name of names) {
      found = found.children.find((child) => child.name === name);
      if (found === undefined) return undefined;
    }
    return found;
  }

  all(name: string): readonly XmlElement[] {
    return this.children.filter((child) => child.name === name);
  }

  textAt(...names: readonly string[]): string | undefined {
    return this.at(...names)?.text;
  }
}
