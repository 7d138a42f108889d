import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import type { Answer } from '../../../local/gateway/answer.ts';
import { JwtAuthorizer } from '../../../local/gateway/authorizer.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const NOW = 1_800_000_000;

let issuer: Server;
let url: string;
let fetches = 0;
let isDown = false;

beforeAll(async () => {
  issuer = createServer((request, response) => {
    fetches += 1;
    response.statusCode = isDown ? 503 : 200;
    const discovery = { jwks_uri: `${url}/keys` };
    const keys = {
      keys: [
        { ...pair.publicKey.export({ format: 'jwk' }), kid: 'k1' },
        { kty: 'EC', kid: 'ec' },
      ],
    };
    response.end(JSON.stringify(request.url === '/keys' ? keys : discovery));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
});
afterAll(() => {
  issuer.close();
});

interface Parts {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly alg?: string;
  readonly kid?: string;
  readonly key?: typeof pair.privateKey;
}

const token = ({ claims = {}, alg = 'RS256', kid = 'k1', key = pair.privateKey }: Parts = {}): Promise<string> =>
  new SignJWT({
    iss: url,
    aud: 'folio',
    exp: NOW + 900,
    iat: NOW,
    scope: 'ledger:read ledger:write',
    tenant: 'acme',
    ...claims,
  })
    .setProtectedHeader({ alg, kid })
    .sign(key);

const authorizer = (now = NOW): JwtAuthorizer =>
  new JwtAuthorizer({ issuer: url, audience: ['folio'] }, () => now * 1_000);

const header = (answer: Answer): string | undefined => answer.headers[answer.headers.indexOf('www-authenticate') + 1];

describe('the JWT authorizer', () => {
  test('hands over the claims as text', async () => {
    const jwt = await token({ claims: { n: 7, list: ['a', 'b'], yes: true } });
    const outcome = await authorizer().check(`Bearer ${jwt}`, ['ledger:write']);
    expect('claimsJson' in outcome && JSON.parse(outcome.claimsJson)).toMatchObject({
      tenant: 'acme',
      exp: String(NOW + 900),
      n: '7',
      list: '[a b]',
      yes: 'true',
    });
  });

  test('a missing token is 401 with a bare challenge', async () => {
    const answer = (await authorizer().check(undefined, [])) as Answer;
    expect([answer.status, answer.body, header(answer)]).toEqual([401, '{"message":"Unauthorized"}', 'Bearer']);
  });

  test.each<[string, () => Promise<string>]>([
    ['expired', () => token({ claims: { exp: NOW } })],
    ['not valid yet', () => token({ claims: { nbf: NOW + 1 } })],
    ['issued in the future', () => token({ claims: { iat: NOW + 1 } })],
    ['without an end', () => token({ claims: { exp: undefined } })],
    ['of another issuer', () => token({ claims: { iss: 'http://evil' } })],
    ['for another audience', () => token({ claims: { aud: 'x' } })],
    ['of an unknown key', () => token({ kid: 'k2' })],
    ['of another key of the same id', () => token({ key: other.privateKey })],
    ['signed by another algorithm', () => token({ alg: 'RS512' })],
    ['that says it needs no signature', async () => `${btoa('{"alg":"none"}')}.${btoa('{}')}.x`],
    ['cut off', async () => (await token()).slice(0, -300)],
    ['with a changed claim', async () => (await token()).replace(/\.[^.]{4}/, '.AAAA')],
    ['that is no token', async () => 'x'],
  ])('a token %s is 401 invalid_token', async (_why, make) => {
    const answer = (await authorizer().check(`Bearer ${await make()}`, [])) as Answer;
    expect([answer.status, answer.body]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(header(answer)).toMatch(/^Bearer scope="" error="invalid_token" error_description="[\w ]+"$/);
  });

  test('client_id stands in for the audience only when there is none', async () => {
    const check = async (claims: object) =>
      'claims' in (await authorizer().check(await token({ claims: { ...claims } }), []));
    expect(await check({ aud: undefined, client_id: 'folio' })).toBe(true);
    expect(await check({ aud: 'x', client_id: 'folio' })).toBe(false);
  });

  test('any one of the scopes opens the route, none of them is 403', async () => {
    const jwt = await token();
    const guard = authorizer();
    expect('claims' in (await guard.check(jwt, ['admin', 'ledger:read']))).toBe(true);
    const answer = (await guard.check(jwt, ['admin'])) as Answer;
    expect([answer.status, answer.body]).toEqual([403, '{"message":"Forbidden"}']);
    expect(header(answer)).toContain('error="insufficient_scope"');
    const list = await token({ claims: { scope: undefined, scp: ['admin'] } });
    expect('claims' in (await guard.check(list, ['admin']))).toBe(true);
  });

  test('a remembered token still expires', async () => {
    let now = NOW;
    const guard = new JwtAuthorizer({ issuer: url, audience: ['folio'] }, () => now * 1_000);
    const jwt = await token();
    await guard.check(jwt, []);
    expect(guard.check(jwt, [])).not.toBeInstanceOf(Promise);
    now = NOW + 900;
    expect(await guard.check(jwt, [])).toMatchObject({ status: 401 });
  });

  test('keys are fetched once, whoever asks for whichever id, until they are two hours old', async () => {
    let now = NOW;
    const guard = new JwtAuthorizer({ issuer: url, audience: ['folio'] }, () => now * 1_000);
    fetches = 0;
    const strangers = await Promise.all(Array.from({ length: 20 }, (_, i) => token({ kid: `unknown-${i}` })));
    await Promise.all(strangers.map((each) => guard.check(each, [])));
    expect(fetches).toBe(2);
    now = NOW + 7_200;
    await guard.check(await token({ claims: { exp: now + 1 } }), []);
    expect(fetches).toBe(4);
  });

  test('a failure to fetch the keys is shared for a second, and then they are fetched again', async () => {
    let now = NOW * 1_000;
    const guard = new JwtAuthorizer({ issuer: url, audience: ['folio'] }, () => now);
    const jwt = await token();
    fetches = 0;
    isDown = true;
    await expect(guard.check(jwt, [])).rejects.toThrow('answered 503');
    isDown = false;
    now += 999;
    await expect(guard.check(jwt, [])).rejects.toThrow('answered 503');
    expect(fetches).toBe(1);
    now += 1;
    expect('claims' in (await guard.check(jwt, []))).toBe(true);
  });

  test.each(['RS384', 'RS512', 'PS256'])(
    'a token signed with %s is refused for that, whoever signed it',
    async (alg) => {
      const answer = (await authorizer().check(`Bearer ${await token({ alg })}`, [])) as Answer;
      expect([answer.status, header(answer)]).toEqual([401, expect.stringContaining('not signed with RS256')]);
    },
  );

  test('a signature of RS256 under the name of another algorithm opens nothing', async () => {
    const [, body = ''] = (await token()).split('.');
    const head = Buffer.from(JSON.stringify({ alg: 'RS512', kid: 'k1' })).toString('base64url');
    const signature = sign('RSA-SHA256', Buffer.from(`${head}.${body}`), pair.privateKey).toString('base64url');
    const answer = (await authorizer().check(`Bearer ${head}.${body}.${signature}`, [])) as Answer;
    expect([answer.status, header(answer)]).toEqual([401, expect.stringContaining('not signed with RS256')]);
  });

  test('a token of more than 8,192 characters is not read, and one of as many is', async () => {
    const bare = (await token({ claims: { more: '' } })).length;
    const sized = async (length: number) => {
      // Three characters of a claim are four of its token.
      const jwt = await token({ claims: { more: 'x'.repeat(Math.floor(((length - bare) * 3) / 4)) } });
      return [jwt.length <= 8_192, 'claims' in (await authorizer().check(`Bearer ${jwt}`, []))];
    };
    expect(await sized(8_180)).toEqual([true, true]);
    expect(await sized(8_210)).toEqual([false, false]);
  });

  test('remembers the tokens that were used last, and forgets the one that was used longest ago', async () => {
    const one = authorizer();
    const all: string[] = [];
    for (let count = 0; count < 1_001; count += 1) all.push(`Bearer ${await token({ claims: { count } })}`);
    const isKnown = (index: number) => !(one.check(all[index], []) instanceof Promise);
    for (const each of all.slice(0, 1_000)) await one.check(each, []);
    expect(isKnown(0)).toBe(true);
    await one.check(all[1_000], []);
    expect([isKnown(0), isKnown(2), isKnown(1_000), isKnown(1)]).toEqual([true, true, true, false]);
  });
});
