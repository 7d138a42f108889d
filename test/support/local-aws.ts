import { localAws } from '../../bin/client/local-aws.ts';
import { type LocalFile, runningLocal } from '../../bin/client/target.ts';

/** What the running local cloud on a data folder says of itself. */
export const localFileOf = async (dataDir: string): Promise<LocalFile> => {
  const local = await runningLocal(dataDir);
  if (local === undefined) throw new Error(`no local cloud runs on ${dataDir}`);
  return local;
};

/** Options of an SDK client that calls the local cloud on a data folder, as whoever reads `local.json` may. */
export const awsOf = async (dataDir: string) => localAws(await localFileOf(dataDir));

/** Headers that prove a plain call. */
export const tokenOf = async (dataDir: string): Promise<Readonly<Record<string, string>>> => ({
  authorization: 'local',
  'x-amz-security-token': (await localFileOf(dataDir)).credentials.sessionToken,
});
