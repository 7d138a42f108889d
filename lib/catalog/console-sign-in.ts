import type { Construct } from 'constructs';
import type { ConsoleSignIn } from '../../functions/catalog/env.ts';
import type { Domain } from '../../functions/kernel/core/domain.ts';
import { saidOfIssuer, scopePrefix } from '../platform/outside-issuer.ts';
import { WrongOption } from '../platform/wrong-option.ts';

const CLIENT = 'folio:console-client';
const SCOPES = 'folio:console-scopes';
const RESOURCE = 'folio:console-resource';
const TOKEN_ORIGIN = 'folio:console-token-origin';

/**
 * Where people sign in to the console: at the outside issuer, where it knows the console as a public client with PKCE. Undefined where the stage
 * names no such client.
 *
 * @param readable the scopes that the console asks for unless the stage says others
 * @throws Error as above
 */
export const consoleSignIn = (
  scope: Construct,
  issuer: string | undefined,
  readable: readonly string[],
): ConsoleSignIn | undefined => {
  const clientId = saidOfIssuer(scope, CLIENT, /^[\x21-\x7e]{1,200}$/, "the console's id at the issuer");
  const scopes = saidOfIssuer(
    scope,
    SCOPES,
    /^[\x21-\x7e]{1,128}( [\x21-\x7e]{1,128}){0,30}$/,
    'scopes with spaces between',
  );
  const resource = saidOfIssuer(scope, RESOURCE, /^[\x21-\x7e]{1,256}$/, 'a URI without spaces');
  const tokenOrigin = saidOfIssuer(
    scope,
    TOKEN_ORIGIN,
    /^https:\/\/[a-z0-9.-]{1,253}(:[0-9]{1,5})?$/,
    'an https origin',
  );
  if (clientId === undefined || issuer === undefined) {
    const [key] = [SCOPES, RESOURCE, TOKEN_ORIGIN].filter(
      (_, index) => [scopes, resource, tokenOrigin][index] !== undefined,
    );
    if (key === undefined) return undefined;
    throw new WrongOption(`Context '${key}' is of the console's sign-in: say '${CLIENT}' too, or leave it out.`);
  }
  const prefix = scopePrefix(scope);
  return {
    issuer,
    clientId,
    scope: scopes ?? readable.map((one) => `${prefix}${one}`).join(' '),
    ...(resource === undefined ? {} : { resource }),
    ...(tokenOrigin === undefined ? {} : { tokenOrigin }),
  };
};

/** What a person may look at; whoever is to move money or releases gets a token for that elsewhere, unless the stage says otherwise. */
export const readableScopes = (domains: readonly Domain[]): readonly string[] =>
  domains.flatMap(({ scopes }) => Object.keys(scopes)).filter((scope) => scope.endsWith(':read'));
