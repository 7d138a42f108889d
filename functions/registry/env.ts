import * as z from 'zod';

/** The environment of the registry's functions. The stack sets exactly these names. */
export const registryEnv = z.object({ TABLE_NAME: z.string().min(1) });
export type RegistryEnv = z.infer<typeof registryEnv>;

/** Of the keeper: the alias of the prober. */
export const providerEnv = registryEnv.extend({ PROBER: z.string().min(1) });
export type ProviderEnv = z.infer<typeof providerEnv>;

/** Of the function that watches: the path under which all pins are. */
export const watchEnv = z.object({ PINS_PATH: z.string().min(1) });
export type WatchEnv = z.infer<typeof watchEnv>;

/** Of the function that copies records to where the log's writers cannot reach. */
export const anchorEnv = z.object({ ANCHOR_BUCKET: z.string().min(1) });
export type AnchorEnv = z.infer<typeof anchorEnv>;

/** Of the prober: the functions that it may ask, as JSON (`contract/probe.ts`). */
export const proberEnv = z.object({ PROBED: z.string().min(1) });
export type ProberEnv = z.infer<typeof proberEnv>;

/** Of what reads and operates releases: the log, the prober's alias, the path under which all pins are. */
export const releasesEnv = providerEnv.extend(watchEnv.shape);
export type ReleasesEnv = z.infer<typeof releasesEnv>;
