import { type Component, type Edge, type EdgeKind, type Evidence, UNRESOLVED } from './catalog.ts';
import type { Components } from './components.ts';
import { resourcesByArn } from './generated-names.ts';
import type { Meant, References } from './references.ts';
import type { StackTemplate } from './template.ts';

/** Where a value stands that edges are derived from. */
export interface Place {
  readonly stack: string;
  readonly logicalId: string;
  readonly property: string;
}

/** What a value comes to: components, a text that names none, or a name that no template explains. */
export type Target =
  | { readonly kind: 'component'; readonly id: string; readonly pattern?: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unknown'; readonly what: string };

/** A resource of some type, with the component that it is part of. */
export interface Found {
  readonly stack: string;
  readonly logicalId: string;
  readonly properties: unknown;
  readonly component: string;
  readonly place: (property: string) => Place;
}

const keyOf = (from: string, kind: EdgeKind, to: string, via = ''): string => [from, kind, to, via].join('\n');

const pairOf = (from: string, to: string): string => `${from}\n${to}`;

/** What the derivation of each kind of edge reads and adds to. One edge for one meaning, however many places say it. */
export class EdgeSet {
  readonly #edges = new Map<string, { readonly edge: Edge; readonly evidence: Evidence[] }>();
  readonly #between = new Map<string, Edge[]>();
  readonly #byType = new Map<string, Found[]>();
  readonly #added = new Map<string, Component>();
  readonly templates: readonly StackTemplate[];
  readonly #references: References;
  readonly #components: Components;
  readonly #named: ReturnType<typeof resourcesByArn>;

  constructor(templates: readonly StackTemplate[], references: References, components: Components) {
    this.templates = templates;
    this.#references = references;
    this.#components = components;
    this.#named = resourcesByArn(templates);
    for (const { stack, template } of templates)
      for (const [logicalId, { Type, Properties }] of Object.entries(template.Resources)) {
        const component = components.ofResource(stack, logicalId);
        if (component === undefined) continue;
        const place = (property: string): Place => ({ stack, logicalId, property });
        const found = { stack, logicalId, properties: Properties, component, place };
        const known = this.#byType.get(Type);
        if (known === undefined) this.#byType.set(Type, [found]);
        else known.push(found);
      }
  }

  /** All resources of a type that belong to a component; the others are strays, which the catalog lists apart. */
  ofType(type: string): readonly Found[] {
    return this.#byType.get(type) ?? [];
  }

  /** The component that a resource is part of. */
  componentOf(stack: string, logicalId: string): string | undefined {
    return this.#components.ofResource(stack, logicalId);
  }

  meant(stack: string, value: unknown): readonly Meant[] {
    return this.#references.meant(stack, value);
  }

  /** What a value names. A text with `*` in it names every resource that AWS could have given such a name. */
  targets(stack: string, value: unknown): readonly Target[] {
    const found = this.meant(stack, value).flatMap((one): readonly Target[] => {
      if (one.kind === 'unknown') return [one];
      if (one.kind === 'resource') return [this.#targetOf(one.stack, one.id)];
      const named = this.#named(one.text);
      if (named.length === 0) return [one];
      return named.map(({ stack: in_, logicalId }) => ({ ...this.#targetOf(in_, logicalId), pattern: one.text }));
    });
    return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
  }

  /** Components only. */
  ids(stack: string, value: unknown): readonly string[] {
    return this.targets(stack, value).flatMap((one) => (one.kind === 'component' ? [one.id] : []));
  }

  add(from: string, kind: EdgeKind, to: string, place: Place, more: { via?: string; says?: string } = {}): void {
    const key = keyOf(from, kind, to, more.via);
    const evidence = { ...place, ...(more.says === undefined ? {} : { says: more.says }) };
    const known = this.#edges.get(key);
    if (known !== undefined) {
      const same = JSON.stringify(evidence);
      if (!known.evidence.some((one) => JSON.stringify(one) === same)) known.evidence.push(evidence);
      return;
    }
    const list: Evidence[] = [evidence];
    const edge = { from, to, kind, ...(more.via === undefined ? {} : { via: more.via }), evidence: list };
    this.#edges.set(key, { edge, evidence: list });
    const pair = pairOf(from, to);
    this.#between.set(pair, [...(this.#between.get(pair) ?? []), edge]);
  }

  /** An edge whose other end no template names: it is shown as such, and never left out. */
  unresolved(from: string, what: string, place: Place, says: string): void {
    this.#include({ id: UNRESOLVED, type: 'unresolved', domain: '', resources: [], facts: {} });
    this.add(from, 'unresolved', UNRESOLVED, place, { via: what, says });
  }

  /** A component that is not ours, such as `aws/xray`. */
  external(id: string, more: Pick<Component, 'owner' | 'tier'> & Partial<Pick<Component, 'facts'>> = {}): string {
    this.#include({ id, type: 'external', domain: id.split('/')[0] ?? '', resources: [], facts: {}, ...more });
    return id;
  }

  /** Adds a place to every edge between two components that has been found already; whether there was one. */
  confirm(from: string, to: string, place: Place, says?: string): boolean {
    const found = this.#between.get(pairOf(from, to)) ?? [];
    for (const { kind, via } of found)
      this.add(from, kind, to, place, {
        ...(via === undefined ? {} : { via }),
        ...(says === undefined ? {} : { says }),
      });
    return found.length > 0;
  }

  get edges(): readonly Edge[] {
    return [...this.#edges.values()].map(({ edge }) => edge);
  }

  get added(): readonly Component[] {
    return [...this.#added.values()];
  }

  #include(component: Component): void {
    this.#added.set(component.id, component);
  }

  #targetOf(stack: string, logicalId: string): Target {
    const id = this.componentOf(stack, logicalId);
    if (id === undefined) return { kind: 'unknown', what: `${logicalId} of ${stack}, which belongs to no component` };
    return { kind: 'component', id };
  }
}
