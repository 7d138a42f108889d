import type { Damage, Verdict } from '../../../functions/registry/model/verify-log.ts';
import { CommandFailure } from '../../client/problem-error.ts';
import type { Terminal } from '../../client/terminal.ts';

const SAYS: Readonly<Record<Damage, string>> = {
  changed: 'says something else than when it was written',
  removed: 'was written and is gone',
  inserted: 'was never seen being written',
  rewritten: 'said something else for a while',
};

/** Says what a comparison of the log with its copies has found. @throws CommandFailure for a log that is not as it was written */
export const showVerdict = (out: Terminal, domain: string, { findings, provedFrom, waiting }: Verdict): void => {
  out.result({ domain, findings, provedFrom: provedFrom ?? null, waiting });
  for (const { seq, damage } of findings) out.line(`record ${seq} ${SAYS[damage]}`);
  if (findings.length > 0)
    throw new CommandFailure(
      `The release log of ${domain} is not as it was written. See docs/runbooks/release-log.md.`,
    );
  if (provedFrom === undefined) {
    out.line(`No record of ${domain} has been copied yet: ask again in a minute.`);
    return;
  }
  out.line(`The log of ${domain} is as it was written, from record ${provedFrom} on.`);
  if (waiting.length > 0) out.line(`Not copied yet: ${waiting.join(', ')}. Ask again in a minute.`);
};
