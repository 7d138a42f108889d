import type { Deployed } from '../../contract/release-record.ts';
import { ReleaseRefused } from '../../model/log-errors.ts';
import type { ReleasePorts } from '../../store/release-ports.ts';
import type { KnownHistory } from './read-history.ts';

/** By what CloudFormation says of a stack; one that was deleted may still be known by its id. */
export const isGone = (status: string | undefined): boolean => status === undefined || status === 'DELETE_COMPLETE';

/** Whether a domain has left the app: its stack is gone, and its functions with it. Its log and its pins stay. */
export const isRemoved = async ({ stackStatus }: ReleasePorts, { stack }: Pick<Deployed, 'stack'>): Promise<boolean> =>
  isGone(await stackStatus(stack));

/** @throws ReleaseRefused for a domain of which nothing is there to be moved, run or cleaned */
export const refuseRemoved = async (
  ports: ReleasePorts,
  domain: string,
  { deployed, open }: KnownHistory,
): Promise<void> => {
  if (!(await isRemoved(ports, deployed))) return;
  const close =
    open === undefined ? '' : ` The rollback that is open is closed by "folio release resume ${domain} --give-up".`;
  throw new ReleaseRefused(
    `${domain} has been removed: its stack ${deployed.stack} is gone, and only a deployment brings it back.${close}`,
  );
};
