import { ReleaseRefused } from '../../model/log-errors.ts';
import type { ReleasePorts, Why } from '../../store/release-ports.ts';
import { carryOut } from './carry-out.ts';
import { readHistory } from './read-history.ts';
import { refuseRemoved } from './removed.ts';

/**
 * Finishes a rollback that was begun and not closed, whoever began it. What is done already is found done.
 * @throws ReleaseRefused when none is open, or when it still cannot be finished
 */
export const resume = async (ports: ReleasePorts, domain: string): Promise<number> => {
  const history = await readHistory(ports, domain);
  const { open, records, deployed } = history;
  if (open === undefined) throw new ReleaseRefused(`There is no unfinished rollback of ${domain}.`);
  const { seq, event, actor } = open;
  await refuseRemoved(ports, domain, history);
  ports.say(`Finishing the rollback of ${domain} that ${actor} began at ${open.at} ...`);
  const functions = deployed.functions.filter(({ name }) => name in event.to);
  return carryOut(ports, { records, seq, at: Date.parse(open.at), event, domain, functions });
};

/** Closes an unfinished rollback as it stands. Pins and aliases stay where they are: `status` says what to do about them. */
export const giveUp = async (ports: ReleasePorts, domain: string, why: Why): Promise<void> => {
  const { open, records } = await readHistory(ports, domain);
  if (open === undefined) throw new ReleaseRefused(`There is no unfinished rollback of ${domain}.`);
  const event = { kind: 'rollback-given-up', begun: open.seq, ...why } as const;
  await ports.log.append(records, { domain, at: ports.now(), actor: ports.actor, event });
};
