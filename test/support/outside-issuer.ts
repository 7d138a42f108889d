import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

export const AUDIENCE = 'folio';
export const CLIENT = 'folio-console';

/** An issuer that people sign in at, by the certified provider that others run: PKCE is asked for, codes are good once. */
export interface OutsideIssuer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export const stopped = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
};

/** @param redirectUri the one address that it leads back to */
export const startIssuer = async (redirectUri: string, scope: string, seconds: number): Promise<OutsideIssuer> => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(url, {
    clients: [
      {
        ...{ client_id: CLIENT, token_endpoint_auth_method: 'none', application_type: 'native' },
        ...{ redirect_uris: [redirectUri], grant_types: ['authorization_code'], response_types: ['code'] },
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'k1' }] },
    cookies: { keys: ['of-this-test'] },
    pkce: { required: () => true },
    clientBasedCORS: () => true,
    scopes: scope.split(' '),
    extraTokenClaims: async () => ({ tenant: 'acme' }),
    features: {
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: async () => ({
          ...{ scope, audience: AUDIENCE, accessTokenFormat: 'jwt', accessTokenTTL: seconds },
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  server.on('request', provider.callback());
  return { url, stop: () => stopped(server) };
};
