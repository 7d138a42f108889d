import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './api.ts';
import { heldToken } from './token-source.ts';
import { type CarrierOptions, type Transport, type TransportOptions, transport, transportBy } from './transport.ts';

export type ClientOptions = TransportOptions;

export type FolioClient = Client<paths>;

const clientOver = (url: string, { send }: Transport): FolioClient =>
  createClient<paths>({ baseUrl: url, fetch: send });

/**
 * A client of the API: every path, parameter, body and answer is typed by the document. It gets and renews its tokens, and tries again what may be
 * tried again: with the same `Idempotency-Key`, so that a payment whose answer was lost is made once.
 *
 * @example
 * const folio = folioClient({ url, clientId, clientSecret });
 * const { data, error } = await folio.GET('/v1/accounts/{id}', { params: { path: { id: 'alice' } } });
 */
export const folioClient = (options: ClientOptions): FolioClient => clientOver(options.url, transport(options));

/** A client by one access token, of an outside issuer: once it is refused, every call throws `NoToken`. */
export const clientWithToken = (url: string, token: string, options: CarrierOptions = {}): FolioClient =>
  clientOver(url, transportBy(heldToken(token), options));

/** A client whose credentials are known to be good. */
export interface SignedInClient {
  readonly folio: FolioClient;
  /** What its tokens are good for. */
  readonly scopes: ReadonlySet<string>;
}

/** The same, with its first token at once: who has typed a secret is told before the first call. @throws NoToken */
export const signIn = async (options: ClientOptions): Promise<SignedInClient> => {
  const carrier = transport(options);
  const { scopes } = await carrier.tokens.grant();
  return { folio: clientOver(options.url, carrier), scopes };
};
