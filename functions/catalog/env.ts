import * as z from 'zod';

/** What the catalog's functions read the system by, and where they keep what they found. */
const system = {
  /** The stacks of this deployment, with commas between. */
  STACK_NAMES: z.string().min(1),
  /** Bucket of the snapshots. */
  SNAPSHOTS: z.string().min(1),
};

/** The environment of what takes snapshots. */
export const snapshotEnv = z.object(system);
export type SnapshotEnv = z.infer<typeof snapshotEnv>;

/** The environment of the catalog's API: the one list of names that its stack sets and its code reads. */
export const catalogEnv = z.object({
  ...system,
  /** What the names of this deployment's alarms begin with. */
  ALARM_NAMES: z.string().min(2),
  /** Alias of the registry's function that tells how releases stand. */
  RELEASES: z.string().min(1),
});
export type CatalogEnv = z.infer<typeof catalogEnv>;

/** The environment of what changes releases. */
export const operateEnv = z.object({
  /** The alias of the registry's operator, where the stage has switched it on. */
  OPERATOR: z.string().min(1).optional(),
  /** The host that browsers know the console by, where an edge stands before the API: the API itself has another one. */
  EDGE_HOST: z.string().min(1).optional(),
});
export type OperateEnv = z.infer<typeof operateEnv>;

/** The environment of the console's page: where people sign in, where the stage has an outside issuer for them. */
export const consoleEnv = z.object({
  SIGN_IN: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'no JSON' });
        return z.NEVER;
      }
    })
    .pipe(
      z.strictObject({
        issuer: z.url(),
        clientId: z.string(),
        scope: z.string(),
        resource: z.string().optional(),
        /** Where its token endpoint is, if not at the issuer's own origin. */
        tokenOrigin: z.url().optional(),
      }),
    )
    .optional(),
});
export type ConsoleEnv = z.input<typeof consoleEnv>;
export type ConsoleSignIn = NonNullable<z.output<typeof consoleEnv>['SIGN_IN']>;

/** Below it Lambda stores what a stream's mapping gave up; the right to list ends there too. */
export const PUT_ASIDE = 'aws/lambda/';

/** Beside `index.mjs` in the API's bundle: what the contracts declare, and the runbooks; `lib/catalog` writes both. */
export const DECLARATIONS_ASSET = 'declarations.json';
export const RUNBOOKS_ASSET = 'runbooks.json';
/** In the console's bundle: its files as a browser loads them, name -> text. */
export const CONSOLE_ASSET = 'console.json';
