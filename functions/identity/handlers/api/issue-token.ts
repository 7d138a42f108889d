import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import type { Refusal } from '../../../kernel/core/problem.ts';
import { issueToken } from '../../contract/api.ts';
import { claims, compactToken, signingInput, TOKEN_SECONDS } from '../../model/access-token.ts';
import { retryAfterSeconds, tooMany } from '../../model/attempts.ts';
import type { StoredClient } from '../../model/client.ts';
import { type Credentials, credentials } from '../../model/credentials.ts';
import { grantedScopes } from '../../model/granted-scopes.ts';
import { invalidClient, invalidRequest, NO_STORE, OAuthRefusal, refusalReply } from '../../model/oauth-refusal.ts';
import { NOBODY, openedBy } from '../../model/secret-hash.ts';
import { findClient } from '../../store/queries/clients.ts';
import type { IdentityDeps } from '../deps.ts';

/** A client, and by which of its secrets it is known. */
interface Authenticated {
  readonly client: StoredClient;
  readonly generation: number;
}

/**
 * The client behind the credentials. Unknown, deleted and wrong all take one run of scrypt, count as a failure and sound the
 * same. The secret is tested before the counter is asked, so that failures of others never shut the right one out.
 */
const authenticated = async (deps: IdentityDeps, { clientId, secret }: Credentials): Promise<Authenticated> => {
  const client = await findClient(deps, clientId);
  const now = deps.clock.now();
  const previous = client !== undefined && now < client.previousUntil ? client.previous : undefined;
  const opened = await openedBy(deps.scrypt, secret, client?.hash ?? NOBODY, previous);
  if (client !== undefined && client.deletedAt === undefined && opened !== undefined) {
    return { client, generation: opened === 'present' ? client.generation : client.generation - 1 };
  }
  if (tooMany(await deps.countFailure(clientId))) {
    const wait = retryAfterSeconds(now);
    throw new OAuthRefusal(429, 'invalid_client', 'Too many failed attempts with this client id.', wait);
  }
  throw invalidClient();
};

const checkGrant = (grantType: string | undefined): void => {
  if (!grantType) throw invalidRequest('grant_type is missing. Send client_credentials.');
  if (grantType === 'client_credentials') return;
  throw new OAuthRefusal(400, 'unsupported_grant_type', 'The only grant type is client_credentials.');
};

const grant = async (deps: IdentityDeps, call: Call<typeof issueToken>): Promise<Reply> => {
  checkGrant(call.body.grant_type);
  const { client, generation } = await authenticated(deps, credentials(call.headers.authorization, call.body));
  const scopes = grantedScopes(deps.scopes, client.scopes, call.body.scope);
  const { keyId, kid } = await deps.signingKeys.signer();
  const jti = deps.random.bytes(16);
  const payload = claims({
    issuer: deps.issuer,
    audience: deps.audience,
    client,
    generation,
    scopes,
    jti,
    now: deps.clock.now(),
  });
  const { text, digest } = signingInput(kid, payload);
  const token = compactToken(text, await deps.keys.sign(keyId, digest));
  return {
    status: 200,
    body: { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS, scope: payload.scope },
    headers: NO_STORE,
  };
};

const answered = async (deps: IdentityDeps, call: Call<typeof issueToken>): Promise<Reply> => {
  try {
    return await grant(deps, call);
  } catch (cause) {
    if (cause instanceof OAuthRefusal) return refusalReply(cause);
    throw cause;
  }
};

/** What the pipeline refuses before the route handler (media type, encoding, a field that is there twice) in the RFC's form too. */
const oauthError = ({ message }: Refusal): Reply => refusalReply(invalidRequest(message));

/** `POST /oauth/token`: RFC 6749's client credentials grant for an RFC 9068 token. Every refusal has RFC 6749's own form. */
export const issueTokenRoute = (deps: IdentityDeps): Route<typeof issueToken> =>
  route(issueToken, (call) => answered(deps, call), oauthError);
