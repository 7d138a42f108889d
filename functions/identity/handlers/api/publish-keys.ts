import { type Route, route } from '../../../kernel/core/call.ts';
import { getDiscovery, getJwks } from '../../contract/api.ts';
import type { IdentityDeps } from '../deps.ts';

/** Short against the lead of a rotation, and long enough to carry a storm of readers. */
/** An edge before the API answers with what it has for a day where identity cannot: old keys verify what they verified before. */
const CACHED = { 'cache-control': 'public, max-age=300, stale-if-error=86400' };

/** `GET /.well-known/openid-configuration`: the gateway reads it when it makes its authorizer. */
export const discoveryRoute = ({
  issuer,
  scopes,
}: Pick<IdentityDeps, 'issuer' | 'scopes'>): Route<typeof getDiscovery> =>
  route(getDiscovery, async () => ({
    status: 200,
    body: {
      issuer,
      token_endpoint: `${issuer}/oauth/token`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      scopes_supported: [...scopes],
    },
    headers: CACHED,
  }));

/** `GET /.well-known/jwks.json`: present and coming keys, and past ones for as long as their tokens live. */
export const jwksRoute = ({ signingKeys }: Pick<IdentityDeps, 'signingKeys'>): Route<typeof getJwks> =>
  route(getJwks, async () => ({ status: 200, body: { keys: await signingKeys.published() }, headers: CACHED }));
