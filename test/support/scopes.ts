import { DOMAINS } from '../../lib/domains.ts';
import { scopesOf } from '../../lib/platform/scopes.ts';

/** Every scope there is, as the stack of identity tells its functions. */
export const SCOPES = scopesOf(DOMAINS);
