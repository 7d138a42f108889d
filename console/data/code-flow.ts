import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  discoveryRequest,
  generateRandomCodeVerifier,
  generateRandomState,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import type { IssuerSettings } from './issuer.ts';

/** One sign-in at an issuer. Its verifier is in this page's memory and nowhere else, and is good for one code. */
export interface CodeFlow {
  /** The issuer's page for it. */
  readonly url: string;
  readonly state: string;
  /** Exchanges what the issuer sent back. @throws Error that says what to do next */
  readonly token: (answer: URLSearchParams) => Promise<string>;
}

const WITHIN_MS = 15_000;

const refused = (error: AuthorizationResponseError): Error =>
  error.error === 'access_denied'
    ? new Error('The sign-in was broken off, or you may not use this console.')
    : new Error(`The issuer refused the sign-in: ${error.error_description ?? error.error}.`);

/** The authorization code flow with PKCE (RFC 7636, S256) of a public client: it has no secret that could be lost. */
export const prepareCodeFlow = async (
  { issuer, clientId, scope, resource }: IssuerSettings,
  redirectUri: string,
): Promise<CodeFlow> => {
  const url = new URL(issuer);
  // A stage takes https alone (lib/platform/deployment.ts); an issuer of one's own machine has none.
  const options = () => ({
    [allowInsecureRequests]: url.protocol === 'http:',
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  const server = await processDiscoveryResponse(url, await discoveryRequest(url, options()));
  if (server.authorization_endpoint === undefined) throw new Error('The issuer has no page for a sign-in.');
  const client = { client_id: clientId };
  const [verifier, state] = [generateRandomCodeVerifier(), generateRandomState()];
  const asked = new URL(server.authorization_endpoint);
  for (const [name, value] of Object.entries({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(resource === undefined ? {} : { resource }),
  }))
    asked.searchParams.set(name, value);
  return {
    url: asked.href,
    state,
    token: async (answer) => {
      try {
        const checked = validateAuthResponse(server, client, answer, state);
        const said = await authorizationCodeGrantRequest(
          server,
          client,
          None(),
          checked,
          redirectUri,
          verifier,
          options(),
        );
        return (await processAuthorizationCodeResponse(server, client, said)).access_token;
      } catch (error) {
        if (error instanceof AuthorizationResponseError) throw refused(error);
        throw new Error('The issuer gave no token for this sign-in. Try again.', { cause: error });
      }
    },
  };
};
