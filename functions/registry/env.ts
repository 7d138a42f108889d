import * as z from 'zod';

/** The environment of the registry's function. The stack sets exactly these names. */
export const registryEnv = z.object({ TABLE_NAME: z.string().min(1) });
export type RegistryEnv = z.infer<typeof registryEnv>;

/** What Lambda sets itself; the endpoint only where AWS is somewhere else. */
export const awsEnv = z.object({ AWS_REGION: z.string().min(1), AWS_ENDPOINT_URL: z.string().optional() });
