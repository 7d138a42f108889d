import type { Attributes } from './plain-tags.ts';

/** The children of an element by name, each with its place among those of its name, from 1. */
interface Index {
  readonly of: number;
  readonly byName: ReadonlyMap<string, readonly XmlElement[]>;
  readonly places: ReadonlyMap<XmlElement, number>;
}

const indexOf = (children: readonly XmlElement[]): Index => {
  const byName = Map.groupBy(children, ({ name }) => name);
  const places = new Map<XmlElement, number>();
  for (const like of byName.values()) for (const [at, one] of like.entries()) places.set(one, at + 1);
  return { of: children.length, byName, places };
};

/** With fewer children a look at each is quicker than an index of them. */
const FEW = 16;

/** Where a record stands: in which container, and its place among its like there, such as `[2]`. */
export interface RecordPlace {
  readonly pointer: string;
  readonly place: string;
}

const NONE: readonly XmlElement[] = [];

/** One element of a record, small enough to stand in memory whole. */
export class XmlElement {
  /** Without prefix; of another namespace than the document's it has the name `*`, which no reader asks for. */
  readonly name: string;
  /** Where its opening tag ends, from 1. */
  readonly line: number;
  /** Children's text is not in it. As it is written: whoever reads numbers and codes trims. */
  text = '';
  readonly attributes: Attributes;
  readonly #parent: XmlElement | RecordPlace;
  /** Most elements have none. */
  #children: XmlElement[] | undefined;
  /** Of as many children as there were when it was made. */
  #index: Index | undefined;
  constructor(name: string, line: number, parent: XmlElement | RecordPlace, attributes: Attributes) {
    this.name = name;
    this.line = line;
    this.#parent = parent;
    this.attributes = attributes;
  }

  /** Its path from the root, with a place among its like where there are several. */
  get pointer(): string {
    const place = this.#parent instanceof XmlElement ? this.#parent.#placeOf(this) : this.#parent.place;
    return `${this.#parent.pointer}/${this.name}${place}`;
  }

  get children(): readonly XmlElement[] {
    return this.#children ?? NONE;
  }

  /** One more child, behind the others. */
  add(name: string, line: number, attributes: Attributes): XmlElement {
    const child = new XmlElement(name, line, this, attributes);
    if (this.#children === undefined) this.#children = [child];
    else this.#children.push(child);
    return child;
  }

  /** The first child of this name, and of this name in it, and so on. */
  at(...names: readonly string[]): XmlElement | undefined {
    let found: XmlElement | undefined = this;
    for (const name of names) {
      found = found.#first(name);
      if (found === undefined) return undefined;
    }
    return found;
  }

  all(name: string): readonly XmlElement[] {
    if (this.children.length <= FEW) return this.children.filter((child) => child.name === name);
    return this.#indexed().byName.get(name) ?? [];
  }

  /** `[2]`, where there are several of its name. */
  #placeOf(child: XmlElement): string {
    const like = this.all(child.name);
    if (like.length < 2) return '';
    return `[${this.children.length <= FEW ? like.indexOf(child) + 1 : this.#indexed().places.get(child)}]`;
  }

  #first(name: string): XmlElement | undefined {
    const { children } = this;
    if (children.length <= FEW) {
      for (const child of children) if (child.name === name) return child;
      return undefined;
    }
    return this.#indexed().byName.get(name)?.[0];
  }

  /** Whoever sends a file chooses how many children an element has: asking for each by its name is work in proportion to them. */
  #indexed(): Index {
    if (this.#index?.of !== this.children.length) this.#index = indexOf(this.children);
    return this.#index;
  }

  textAt(...names: readonly string[]): string | undefined {
    return this.at(...names)?.text;
  }
}
