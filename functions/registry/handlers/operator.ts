import type { Log } from '../../kernel/core/log.ts';
import type { Clock } from '../../kernel/core/ports.ts';
import { task } from '../../kernel/triggers/task.ts';
import { type OperatorAnswer, type OperatorRequest, operatorRequest } from '../contract/releases-view.ts';
import { LostRace, ReleaseRefused } from '../model/log-errors.ts';
import type { ReleasePorts } from '../store/release-ports.ts';
import { resume } from './release/resume.ts';
import { rollback } from './release/rollback.ts';
import { unpin } from './release/unpin.ts';

export interface OperatorDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** AWS, with the name of who acts on every record that is written. */
  readonly portsOf: (actor: string) => ReleasePorts;
}

const carriedOut = async (ports: ReleasePorts, { act, domain, reason, incident }: OperatorRequest): Promise<string> => {
  const why = { reason, ...(incident === undefined ? {} : { incident }) };
  switch (act) {
    case 'rollback': {
      const { durationMs = 0 } = await rollback(ports, { domain, why, dryRun: false });
      return `${domain} is rolled back, in ${(durationMs / 1000).toFixed(1)} s, proved by the version that answers.`;
    }
    case 'resume':
      await resume(ports, domain);
      return `The rollback of ${domain} is finished, proved by the version that answers.`;
    case 'unpin':
      await unpin(ports, { domain, why, dryRun: false, anyway: false });
      return `${domain} is unpinned: the next deployment moves it again.`;
  }
};

/**
 * Carries out what `folio release` does, by the same code and into the same log, for somebody who has asked through the API. It is
 * deployed only where the stage says so.
 */
export const build = ({ portsOf, ...deps }: OperatorDeps) =>
  task({
    domain: 'registry',
    name: 'operate',
    input: operatorRequest,
    run: async (request): Promise<OperatorAnswer> => {
      try {
        return { done: true, says: await carriedOut(portsOf(request.actor), request) };
      } catch (error) {
        if (error instanceof ReleaseRefused) return { done: false, says: error.message };
        if (error instanceof LostRace)
          return { done: false, says: 'Somebody else changed these releases at this moment. Look again.' };
        throw error;
      }
    },
    deps,
  });
