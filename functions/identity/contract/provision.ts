import * as z from 'zod';
import { chars, list } from '../../kernel/values/bounded.ts';
import { SCOPES_MAX, scope } from './schemas.ts';

/** A tenant's name stands at the front of keys, so it holds no separator of keys. */
export const tenantName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,62}$/, 'A tenant is 2 to 63 of a-z 0-9 -, a letter first.');

/** What the operator can ask of the provision function. Whoever may invoke it (IAM) may do all of it, in any tenant. */
export const provisionRequest = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('provision-tenant'),
    tenant: tenantName,
    clientName: chars(255).min(1),
    scopes: list(scope, { min: 1, max: SCOPES_MAX }),
  }),
  z.strictObject({
    action: z.literal('rotate-signing-key'),
    /** An RSA key (KMS, sign and verify) that identity's functions may use. */
    keyId: chars(2048).min(1),
    /** A key leaked: the new one signs at once and alone. Callers may meet 401 until caches follow. */
    emergency: z.boolean().optional(),
  }),
  z.strictObject({ action: z.literal('show-signing-keys') }),
  z.strictObject({ action: z.literal('show-scopes') }),
]);
export type ProvisionRequest = z.infer<typeof provisionRequest>;

/** The answer to `provision-tenant`; the same to every repeat. */
export interface ProvisionedTenant {
  readonly clientId: string;
  readonly clientSecret: string;
  /** False once the client has been given another secret: this one opens nothing any more. */
  readonly current: boolean;
}

/** The answer to `show-scopes`: what a client of the deployment can be let do. */
export interface ShownScopes {
  readonly scopes: readonly string[];
}

/** The answer to the actions on signing keys: the ring, times in RFC 3339. */
export interface ShownRing {
  readonly keys: readonly {
    readonly keyId: string;
    readonly kid: string;
    readonly signsFrom: string;
    readonly publishedUntil: string | null;
  }[];
}
