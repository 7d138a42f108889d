import type { IssuerProperties } from '../contract/custom-resource.ts';
import type { RegistryDeps } from './deps.ts';

/** Its message is for whoever deploys: it says what does not answer. */
export class IssuerSilent extends Error {
  override readonly name = 'IssuerSilent';
}

const AGAIN_MS = 1_000;

/**
 * Asks for discovery and keys until both are answered as fast as API Gateway wants them when it makes an authorizer: it asks once, for
 * 1,500 ms, and a function that has not run yet may take longer. The questions also start the function.
 */
export const waitForIssuer = async (
  { clock, answersInTime }: Pick<RegistryDeps, 'clock' | 'answersInTime'>,
  { Urls }: IssuerProperties,
  until: number,
): Promise<void> => {
  for (;;) {
    const answered = await Promise.all(Urls.map(answersInTime));
    const silent = Urls.filter((_, index) => answered[index] !== true);
    if (silent.length === 0) return;
    if (clock.now() + AGAIN_MS >= until)
      throw new IssuerSilent(
        `${silent.join(' and ')} did not answer within 1.5 s, so API Gateway could not make the authorizer. Does the name lead to the API? Deploy again then.`,
      );
    await clock.sleep(AGAIN_MS);
  }
};
