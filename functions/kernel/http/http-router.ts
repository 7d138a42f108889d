import { assert } from '../core/assert.ts';
import type { Reply } from '../core/call.ts';
import type { Operation } from '../core/operation.ts';
import type { Refusal } from '../core/problem.ts';

/** A route of any operation: `Route<O>` for an O that the list no longer names. */
export interface AnyRoute {
  readonly operation: Operation;
  readonly handle: (call: never) => Promise<Reply>;
  readonly refuse?: ((refusal: Refusal) => Reply) | undefined;
}

/** A route with all that can be made ready before a request comes. */
export interface Mounted {
  readonly operation: Operation;
  readonly handle: (call: never) => Promise<Reply>;
  readonly refuse: ((refusal: Refusal) => Reply) | undefined;
  /** As API Gateway spells it, and as logs name it. */
  readonly routeKey: string;
}

export interface Found {
  readonly route: Mounted;
  readonly params: Readonly<Record<string, string | undefined>>;
}

export interface Router {
  /** By the gateway's own choice of route. */
  readonly byKey: (routeKey: string) => Mounted | undefined;
  /** By method and decoded path, for callers that are no gateway. A literal segment goes before a parameter. */
  readonly byPath: (method: string, path: string) => Found | undefined;
}

const isParameter = (segment: string): boolean => segment.startsWith('{');

const paramsOf = (template: string, path: string): Readonly<Record<string, string>> | undefined => {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (!isParameter(segment)) {
      if (segment !== value) return undefined;
    } else {
      if (value === '') return undefined;
      params[segment.slice(1, -1)] = value;
    }
  }
  return params;
};

const parameters = ({ operation }: Mounted): number => operation.path.split('/').filter(isParameter).length;

const mount = ({ operation, handle, refuse }: AnyRoute): Mounted => ({
  operation,
  handle,
  refuse,
  routeKey: `${operation.method} ${operation.path}`,
});

export const router = (routes: readonly AnyRoute[]): Router => {
  const mounted = routes.map(mount);
  const keys = new Map(mounted.map((route) => [route.routeKey, route]));
  assert(keys.size === mounted.length, 'each method and path is mounted once');
  const literalFirst = [...mounted].sort((a, b) => parameters(a) - parameters(b));
  return {
    byKey: (routeKey) => keys.get(routeKey),
    byPath: (method, path) => {
      for (const route of literalFirst) {
        const params = route.operation.method === method ? paramsOf(route.operation.path, path) : undefined;
        if (params !== undefined) return { route, params };
      }
      return undefined;
    },
  };
};
