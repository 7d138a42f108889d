import type { Log } from '../../kernel/core/log.ts';
import type { Clock } from '../../kernel/core/ports.ts';
import { BadTask, task } from '../../kernel/triggers/task.ts';
import { type ProbeAnswer, type ProbedFunctions, type ProbeRequest, probeRequest } from '../contract/probe.ts';
import { complaintOf, isProbed, QUESTIONS } from '../model/probe.ts';
import type { Invoke } from '../store/invoke.ts';

export interface ProberDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly probed: ProbedFunctions;
  readonly invoke: Invoke;
}

const ask = async ({ probed, invoke, log }: ProberDeps, request: ProbeRequest): Promise<ProbeAnswer> => {
  const { function: name, qualifier, probe } = request;
  if (!isProbed(probed, request)) throw new BadTask(`The prober asks nothing of ${name} by ${probe}.`);
  try {
    const { executedVersion, failed, payload } = await invoke(name, qualifier, QUESTIONS[probe]);
    const complaint = complaintOf(probe, failed, payload);
    return {
      executedVersion,
      ...(complaint === undefined ? {} : { complaint }),
      ...(failed ? { threw: true } : {}),
    };
  } catch (error) {
    // Throttled, or no answer in time: whoever asked decides whether to ask again.
    const why = error instanceof Error ? error.name : 'an unknown error';
    log.warn('a function could not be asked', { domain: 'registry', operation: 'probe', error: why });
    const complaint = why === 'TimeoutError' ? 'it did not answer in time' : `it could not be asked (${why})`;
    return { executedVersion: '', complaint };
  }
};

/**
 * The function that asks others which version answers. Whoever may call a function of a domain may call it as any tenant, for a
 * domain believes what the gateway says of the caller. So those who release may call this one only. It sends what is fixed in its own
 * code, and to the functions that its stack lists.
 */
export const build = (deps: ProberDeps) =>
  task({ domain: 'registry', name: 'probe', input: probeRequest, run: (request) => ask(deps, request), deps });
