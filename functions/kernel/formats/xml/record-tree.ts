import { BadFile } from '../bad-file.ts';
import { XmlElement } from './element.ts';
import { XML_BOUNDS } from './xml-bounds.ts';

/** Which elements of a message are opened and closed one by one, and which are given whole. */
export interface RecordPlan {
  /** Paths such as `Document/CstmrCdtTrfInitn/PmtInf`: their children are records, unless they are containers too. */
  readonly containers: ReadonlySet<string>;
  /** Names that come more than once and have a place in pointers: `PmtInf[2]`. */
  readonly repeated: ReadonlySet<string>;
  /** Names whose content nobody reads. */
  readonly skipped: ReadonlySet<string>;
}

/** Where a container stands. */
export interface Container {
  /** As in the plan. */
  readonly path: string;
  readonly pointer: string;
  readonly line: number;
}

export interface RecordListener {
  readonly open: (container: Container) => void;
  readonly record: (element: XmlElement, parent: Container) => void;
  readonly close: (container: Container) => void;
}

interface Frame extends Container {
  readonly counts: Map<string, number>;
  /** The paths of the containers in it, by their names. */
  readonly inner: ReadonlyMap<string, string>;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** The containers of each container, by its path; those of the document by ''. */
const innerOf = (containers: ReadonlySet<string>): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const inner = new Map<string, Map<string, string>>();
  for (const path of containers) {
    const cut = path.lastIndexOf('/');
    const outer = path.slice(0, Math.max(0, cut));
    inner.set(outer, (inner.get(outer) ?? new Map<string, string>()).set(path.slice(cut + 1), path));
  }
  return inner;
};

/** Builds the records of a message from its tags, one at a time; what was given is let go of. */
export class RecordTree {
  readonly #plan: RecordPlan;
  readonly #listener: RecordListener;
  readonly #frames: Frame[] = [];
  readonly #open: XmlElement[] = [];
  readonly #inner: ReadonlyMap<string, ReadonlyMap<string, string>>;
  #elements = 0;
  /** Elements open within one that is skipped. */
  #skipped = 0;
  constructor(plan: RecordPlan, listener: RecordListener) {
    this.#plan = plan;
    this.#inner = innerOf(plan.containers);
    this.#listener = listener;
  }

  get depth(): number {
    return this.#frames.length + this.#open.length + this.#skipped;
  }

  /** The innermost open element, for whoever has to say where something is wrong. */
  get pointer(): string {
    return this.#open.at(-1)?.pointer ?? this.#frames.at(-1)?.pointer ?? '';
  }

  openTag(name: string, line: number, attributes: Readonly<Record<string, string>>): void {
    if (this.#skipped > 0 || this.#plan.skipped.has(name)) {
      this.#skipped += 1;
      return;
    }
    const within = this.#open.at(-1);
    if (within !== undefined) {
      this.#elements += 1;
      if (this.#elements > XML_BOUNDS.recordElements) {
        throw new BadFile(
          'bounds',
          { line, pointer: within.pointer },
          'One record has more elements than any of its kind.',
        );
      }
      this.#open.push(within.add(name, line, attributes));
      return;
    }
    const frame = this.#frames.at(-1);
    const place = this.#place(frame, name);
    const path = (frame?.inner ?? this.#inner.get(''))?.get(name);
    if (path !== undefined) {
      const pointer = `${frame?.pointer ?? ''}/${name}${place}`;
      const inner = this.#inner.get(path) ?? NOTHING;
      const container: Frame = { path, pointer, line, counts: new Map(), inner };
      this.#frames.push(container);
      this.#listener.open(container);
      return;
    }
    this.#elements = 1;
    this.#open.push(new XmlElement(name, line, { pointer: frame?.pointer ?? '', place }, attributes));
  }

  text(text: string, line: number): void {
    if (this.#skipped > 0) return;
    const element = this.#open.at(-1);
    if (element !== undefined) {
      if (element.text.length + text.length > XML_BOUNDS.textChars) {
        throw new BadFile('bounds', { line, pointer: element.pointer }, 'A text is longer than any of its kind.');
      }
      element.text += text;
    } else if (text.trim() !== '') this.#strayText(line);
  }

  closeTag(line: number): void {
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      return;
    }
    const element = this.#open.pop();
    if (element === undefined) {
      const container = this.#frames.pop();
      if (container !== undefined) this.#listener.close(container);
      return;
    }
    if (element.children.length > 0) {
      if (element.text.trim() !== '') this.#strayText(line);
      element.text = '';
    }
    const parent = this.#frames.at(-1);
    if (this.#open.length === 0 && parent !== undefined) this.#listener.record(element, parent);
  }

  #place(frame: Frame | undefined, name: string): string {
    if (frame === undefined || !this.#plan.repeated.has(name)) return '';
    const count = (frame.counts.get(name) ?? 0) + 1;
    frame.counts.set(name, count);
    return `[${count}]`;
  }

  #strayText(line: number): never {
    throw new BadFile(
      'structure',
      { line, pointer: this.pointer },
      'Text stands between elements, where none belongs.',
    );
  }
}
