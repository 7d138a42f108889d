import * as z from 'zod';

/** The environment of meta's function: the one list of names that its stack sets and its code reads. */
export const metaEnv = z.object({
  /** A JSON object: the domain's name -> the ARN of its HTTP function's alias `live`. */
  DOMAIN_FUNCTIONS: z.string().min(2),
  /** The scopes by which the domains show their outcomes, between single spaces. */
  OUTCOME_SCOPES: z.string().min(1),
  /** Under which the registry tells what the releases of each domain are made of. */
  RELEASES_PATH: z.string().min(2),
  /** What the names of this deployment's alarms begin with. */
  ALARM_NAMES: z.string().min(2),
});
export type MetaEnv = z.infer<typeof metaEnv>;

/** The document next to `index.mjs` in meta's bundle; lib/meta writes it there. */
export const OPENAPI_ASSET = 'openapi.json';
