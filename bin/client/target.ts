import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandFailure } from './problem-error.ts';

const credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string(), sessionToken: z.string() });

/** `<data>/local.json`, which the local cloud writes when it is ready. */
const localFile = z.object({
  url: z.string(),
  /** The local stand-in for AWS's own endpoints. */
  awsUrl: z.string(),
  /** DynamoDB's own endpoint, which functions reach directly. */
  dynamodbUrl: z.string(),
  /** Where it takes orders, and the secret that they need. */
  control: z.object({ url: z.string(), token: z.string() }).optional(),
  /** What its AWS endpoints ask for; one of an earlier release takes anything. */
  credentials: credentials.default({ accessKeyId: 'local', secretAccessKey: 'local', sessionToken: 'local' }),
  pid: z.number(),
  readyMs: z.number(),
  /** How far its clock stands ahead of this machine's. */
  aheadSeconds: z.number().default(0),
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

/** Undefined for what no local cloud writes. */
const parsed = (text: string): LocalFile | undefined => {
  try {
    return localFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

const fileIn = (dataDir: string): string => join(dataDir, 'local.json');

const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CommandFailure(`${path} cannot be read (${error.code ?? error.message}).`);
  });

/** What to say before a damaged `local.json` is written anew; nothing in it is needed for that. Undefined where it is whole. */
export const damagedLocal = async (dataDir: string): Promise<string | undefined> => {
  const path = fileIn(dataDir);
  const text = await textOf(path);
  return text === undefined || parsed(text) !== undefined
    ? undefined
    : `${path} is damaged. It only says where the cloud ran, so it is written anew.`;
};

/** What a running local cloud says of itself, or undefined where none runs on this data folder. */
export const runningLocal = async (dataDir: string): Promise<LocalFile | undefined> => {
  const path = fileIn(dataDir);
  const text = await textOf(path);
  if (text === undefined) return undefined;
  const local = parsed(text);
  if (local === undefined)
    throw new CommandFailure(`${path} is damaged. Start the local cloud again: it writes it anew.`);
  return isAlive(local.pid) ? local : undefined;
};
