import type { Construct } from 'constructs';
import { audienceOf } from './stage.ts';
import { WrongOption } from './wrong-option.ts';

/** What the tokens of an outside issuer (`folio:issuer`) look like, each as `cdk deploy -c <key>=<value>`. */
const AUDIENCE = 'folio:audience';
const TENANT_CLAIM = 'folio:tenant-claim';
const SCOPE_PREFIX = 'folio:scope-prefix';

/** API Gateway's own. */
const AUDIENCES_MAX = 50;

/** A word about the tokens of an outside issuer; undefined where nothing is said. @throws Error where it has another form, or there is no such issuer */
export const saidOfIssuer = (scope: Construct, key: string, form: RegExp, looksLike: string): string | undefined => {
  const value: unknown = scope.node.tryGetContext(key);
  if (value === undefined || value === '') return undefined;
  if (scope.node.tryGetContext('folio:issuer') === undefined)
    throw new WrongOption(`Context '${key}' is of an outside issuer: say 'folio:issuer' too, or leave it out.`);
  if (typeof value !== 'string' || !form.test(value)) throw new WrongOption(`Context '${key}' must be ${looksLike}.`);
  return value;
};

/**
 * The audiences whose tokens the gateway takes. Where a token has no `aud`, as Cognito's of clients, the gateway compares its `client_id`: then
 * these are the ids of the clients.
 *
 * @throws Error that says what the context has to look like
 */
export const audiences = (scope: Construct): readonly string[] => {
  const list = saidOfIssuer(
    scope,
    AUDIENCE,
    /^[^\s,]{1,256}(,[^\s,]{1,256})*$/,
    'one or more audiences with commas between',
  );
  const each = list?.split(',') ?? [audienceOf(scope)];
  if (each.length > AUDIENCES_MAX)
    throw new WrongOption(`Context '${AUDIENCE}' has more than ${AUDIENCES_MAX} audiences.`);
  return each;
};

/** What the issuer puts before each of Folio's scopes; nothing unless said. @throws Error as above */
export const scopePrefix = (scope: Construct): string =>
  saidOfIssuer(scope, SCOPE_PREFIX, /^[A-Za-z0-9_.:/-]{1,128}$/, "text without spaces, for instance 'folio/'") ?? '';

/** What the functions have to know of the tokens; nothing of Folio's own. @throws Error as above */
export const tokenEnvironment = (scope: Construct): Readonly<Record<string, string>> => {
  const claim = saidOfIssuer(
    scope,
    TENANT_CLAIM,
    /^[A-Za-z0-9_.:/-]{1,128}$/,
    "the name of a claim, for instance 'tid'",
  );
  const prefix = scopePrefix(scope);
  return {
    ...(claim === undefined ? {} : { TOKEN_TENANT_CLAIM: claim }),
    ...(prefix === '' ? {} : { TOKEN_SCOPE_PREFIX: prefix }),
  };
};
