import * as z from 'zod';

/**
 * The environment of identity's functions. The stack sets exactly these names, and the code reads no others, so the two
 * cannot drift apart.
 */
export const identityEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** The RSA key (KMS, sign and verify) that signs tokens until a rotation adds another one. */
  TOKEN_KEY_ID: z.string().min(1),
  /** The HMAC key (KMS) that client secrets are derived with. Replacing it breaks the replay of every answer with a secret. */
  SECRET_KEY_ID: z.string().min(1),
  /** The base URL of the API, without a slash at its end: the `iss` of every token. */
  ISSUER: z.url(),
  /** Who takes the tokens: this stage's API. */
  AUDIENCE: z.string().min(1),
  /** Every scope of the domains that are deployed, in the order of the documentation, between single spaces. */
  SCOPES: z.string().min(1),
});
export type IdentityEnv = z.infer<typeof identityEnv>;

/** Of the API, whose lists have cursors: the HMAC key (KMS) that signs them. */
export const cursorEnv = z.object({ CURSOR_KEY_ID: z.string().min(1) });
export type CursorEnv = z.infer<typeof cursorEnv>;
