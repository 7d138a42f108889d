import type { ApiRoute } from './api.ts';
import { percentDecoded } from './percent.ts';

export interface Match {
  readonly route: ApiRoute;
  /** Percent-decoded; undefined when the route has none. */
  readonly parameters: Readonly<Record<string, string>> | undefined;
}

interface Node {
  readonly fixed: Map<string, Node>;
  parameter: { readonly name: string; readonly node: Node } | undefined;
  greedy: { readonly name: string; readonly node: Node } | undefined;
  readonly methods: Map<string, ApiRoute>;
}

const node = (): Node => ({ fixed: new Map(), parameter: undefined, greedy: undefined, methods: new Map() });

const nameOf = (segment: string): string => segment.slice(1, segment.endsWith('+}') ? -2 : -1);

const descend = (at: Node, segment: string): Node => {
  if (segment.startsWith('{') && segment.endsWith('+}')) {
    at.greedy ??= { name: nameOf(segment), node: node() };
    return at.greedy.node;
  }
  if (segment.startsWith('{') && segment.endsWith('}')) {
    at.parameter ??= { name: nameOf(segment), node: node() };
    return at.parameter.node;
  }
  const next = at.fixed.get(segment) ?? node();
  at.fixed.set(segment, next);
  return next;
};

/**
 * Chooses routes as an HTTP API does: the literal segment before a parameter before a greedy one, the method before `ANY`, and
 * `$default` for everything else, other methods of a known path included. A trailing slash makes another path.
 */
export class Router {
  readonly #root = node();
  readonly #fallback: ApiRoute | undefined;

  constructor(routes: readonly ApiRoute[]) {
    this.#fallback = routes.find((each) => each.routeKey === '$default');
    for (const route of routes) {
      const [method, path] = route.routeKey.split(' ');
      if (method === undefined || path === undefined) continue;
      const end = path.slice(1).split('/').reduce(descend, this.#root);
      end.methods.set(method, route);
    }
  }

  /**
   * @param path the path as sent, without the query.
   */
  match(method: string, path: string): Match | undefined {
    const found = this.#find(this.#root, path.slice(1).split('/'), 0, method, []);
    if (found !== undefined) return found;
    return this.#fallback === undefined ? undefined : { route: this.#fallback, parameters: undefined };
  }

  #find(
    at: Node,
    segments: readonly string[],
    index: number,
    method: string,
    taken: readonly string[],
  ): Match | undefined {
    const segment = segments[index];
    if (segment === undefined) return this.#leaf(at, method, taken);
    const fixed = at.fixed.get(segment);
    const direct = fixed && this.#find(fixed, segments, index + 1, method, taken);
    if (direct !== undefined) return direct;
    if (at.parameter !== undefined && segment !== '') {
      const { name, node: next } = at.parameter;
      const found = this.#find(next, segments, index + 1, method, [...taken, name, segment]);
      if (found !== undefined) return found;
    }
    if (at.greedy === undefined || segment === '') return undefined;
    return this.#leaf(at.greedy.node, method, [...taken, at.greedy.name, segments.slice(index).join('/')]);
  }

  #leaf(at: Node, method: string, taken: readonly string[]): Match | undefined {
    const route = at.methods.get(method) ?? at.methods.get('ANY');
    if (route === undefined) return undefined;
    if (taken.length === 0) return { route, parameters: undefined };
    const parameters: Record<string, string> = {};
    for (let i = 0; i + 1 < taken.length; i += 2) parameters[taken[i] ?? ''] = percentDecoded(taken[i + 1] ?? '');
    return { route, parameters };
  }
}
