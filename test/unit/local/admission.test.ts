import { describe, expect, test } from '@jest/globals';
import { refuseEarly } from '../../../local/gateway/admission.ts';
import type { DeployedApi } from '../../../local/gateway/deployed-api.ts';
import type { Exchange } from '../../../local/gateway/exchange.ts';
import { Throttle } from '../../../local/gateway/throttle.ts';

interface Asked {
  readonly path?: string;
  readonly query?: string;
  readonly size?: number;
  readonly ambiguous?: boolean;
}
const api = (throttle?: Throttle) =>
  ({
    router: { match: (_: string, path: string) => (path.startsWith('/there') ? { route: { scopes: [] } } : undefined) },
    throttle,
  }) as unknown as DeployedApi;
const statusOf = ({ path = '/there', query = '', size = 0, ambiguous = false }: Asked, of = api()) =>
  refuseEarly({ method: 'GET', path, query, headers: { size, ambiguous } } as unknown as Exchange, of)?.status;
const long = (chars: number) => `/there${'x'.repeat(chars - '/there'.length)}`;

describe('the gateway lets in', () => {
  test('a path with its query of 8,192 characters together, and none longer', () => {
    expect([statusOf({ path: long(8_192) }), statusOf({ path: long(8_193) })]).toEqual([undefined, 414]);
    expect([statusOf({ path: long(100), query: 'q'.repeat(8_092) })]).toEqual([undefined]);
    expect([statusOf({ path: long(100), query: 'q'.repeat(8_093) })]).toEqual([414]);
  });

  test('headers of 10,240 bytes, and no more', () => {
    expect([statusOf({ size: 10_240 }), statusOf({ size: 10_241 })]).toEqual([undefined, 431]);
  });

  test('one host and a path from the root', () => {
    expect([statusOf({ ambiguous: true }), statusOf({ path: '*' })]).toEqual([400, 400]);
  });

  test('what a route takes, within its quota: what no route takes uses none of it', () => {
    const of = api(new Throttle(1, 2, () => 0));
    const asked = ['/not', '/there', '/not', '/there', '/there', '/not'].map((path) => statusOf({ path }, of));
    expect(asked).toEqual([404, undefined, 404, undefined, 429, 404]);
  });
});
