import { inParallel } from '../../kernel/core/parallel.ts';
import type { NewVersionsProperties } from '../contract/custom-resource.ts';
import type { ProbeAnswer } from '../contract/probe.ts';
import type { RegistryDeps } from './deps.ts';
import { isGoingBack } from './going-back.ts';

/** A version that no call may reach. Its message is for whoever deploys. */
export class DeadOnArrival extends Error {
  override readonly name = 'DeadOnArrival';
}

/** A version that throws or answers nonsense is asked once more, since a cold start may have hit a passing fault. */
const FAULTS_MAX = 2;
const PAUSE_MS = 1_000;
/** Versions asked at a time: each is a cold start, and so is the prober of each lane. */
const WIDTH = 3;

type NewVersion = NewVersionsProperties['Functions'][number];

/** What is wrong with this answer for this version; undefined when it is well. */
const wrongWith = ({ Version }: NewVersion, { executedVersion, complaint }: ProbeAnswer): string | undefined =>
  complaint ?? (executedVersion === Version ? undefined : `version ${executedVersion} answers in its place`);

/** What does not pass by itself: it ran, and was no API that is not well yet. */
const isFault = ({ Probe }: NewVersion, { executedVersion, threw }: ProbeAnswer): boolean =>
  threw === true || (Probe !== 'health' && executedVersion !== '');

/**
 * Asks one version until it is well, has failed twice, or the time is up. What passes by itself is asked again: a role that AWS does
 * not know everywhere yet makes a new API's health fail for some seconds.
 */
const complaintOf = async (
  { askProber, clock }: RegistryDeps,
  one: NewVersion,
  until: number,
): Promise<string | undefined> => {
  const { Function: name, Version: qualifier, Probe: probe } = one;
  for (let faults = 0; ; await clock.sleep(PAUSE_MS)) {
    const answer = await askProber({ function: name, qualifier, probe });
    const wrong = wrongWith(one, answer);
    if (wrong === undefined) return undefined;
    if (isFault(one, answer)) faults += 1;
    if (faults === FAULTS_MAX || clock.now() + PAUSE_MS >= until) return wrong;
  }
};

/**
 * Asks each new version of a domain once, before CloudFormation lets any alias move: alarms see nothing of a version that nobody
 * calls.
 *
 * @param until milliseconds since the epoch by which the last question must have been asked
 * @throws DeadOnArrival naming the first function that is not well, its version and why
 */
export const askNewVersions = async (
  deps: RegistryDeps,
  stackId: string,
  { Domain, Functions, Unasked }: NewVersionsProperties,
  until: number,
): Promise<void> => {
  if (Unasked !== undefined || (await isGoingBack(deps, stackId))) return;
  await inParallel(Functions, WIDTH, async (one) => {
    const complaint = await complaintOf(deps, one, until);
    if (complaint === undefined) return;
    const name = `${Domain}/${one.Name}`;
    throw new DeadOnArrival(
      `version ${one.Version} of ${name} is dead on arrival and gets no traffic: ${complaint} (its log: "folio logs ${name}")`,
    );
  });
};
