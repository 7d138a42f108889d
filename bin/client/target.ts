import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandFailure } from './problem-error.ts';

/** Where the API is and as whom to call it. */
export interface Target {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** `<data>/local.json`, which the local cloud writes when it is ready. */
const localFile = z.object({
  url: z.string(),
  /** The local stand-in for AWS's own endpoints. */
  awsUrl: z.string(),
  /** DynamoDB's own endpoint, which functions reach directly. */
  dynamodbUrl: z.string(),
  /** Where it takes orders, and the secret that they need. */
  control: z.object({ url: z.string(), token: z.string() }).optional(),
  pid: z.number(),
  readyMs: z.number(),
  tenants: z.array(z.object({ tenant: z.string(), clientId: z.string(), clientSecret: z.string() })),
});
export type LocalFile = z.infer<typeof localFile>;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: the process is gone; the file is left over from an earlier run
  }
};

/** What a running local cloud says of itself, or undefined where none runs on this data folder. */
export const runningLocal = async (dataDir: string): Promise<LocalFile | undefined> => {
  const text = await readFile(join(dataDir, 'local.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const local = localFile.parse(JSON.parse(text));
  return isAlive(local.pid) ? local : undefined;
};

export interface TargetOptions {
  readonly url?: string;
  readonly client?: string;
  readonly secret?: string;
  readonly data: string;
  readonly tenant?: string;
}

/** From the options, else from FOLIO_URL, FOLIO_CLIENT_ID and FOLIO_CLIENT_SECRET, else from the running local cloud. */
export const findTarget = async (options: TargetOptions): Promise<Target> => {
  const url = options.url ?? process.env.FOLIO_URL;
  const clientId = options.client ?? process.env.FOLIO_CLIENT_ID;
  const clientSecret = options.secret ?? process.env.FOLIO_CLIENT_SECRET;
  if (url !== undefined && clientId !== undefined && clientSecret !== undefined) {
    return { url: url.replace(/\/$/, ''), clientId, clientSecret };
  }
  const local = await runningLocal(options.data);
  if (local === undefined) {
    throw new CommandFailure(
      `No local cloud runs on ${options.data}. Start one with "npm start", or name another API with --url, --client and --secret.`,
    );
  }
  const tenant = local.tenants.find((one) => options.tenant === undefined || one.tenant === options.tenant);
  if (tenant === undefined) throw new CommandFailure(`The local cloud has no tenant named ${options.tenant}.`);
  return {
    url: url ?? local.url,
    clientId: clientId ?? tenant.clientId,
    clientSecret: clientSecret ?? tenant.clientSecret,
  };
};
