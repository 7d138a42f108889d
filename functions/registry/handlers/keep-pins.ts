import { UNPINNED } from '../contract/custom-resource.ts';
import type { Retrying } from '../store/retry-throttled.ts';
import type { RegistryDeps } from './deps.ts';

const DESCRIPTION = 'Folio: the version that the alias is held at, or none. Set by "folio release".';

/** Makes the pins that are not there, one after the other; one that is there says what an operator has put into it. */
export const keepPins = async (
  { parameters }: Pick<RegistryDeps, 'parameters'>,
  paths: readonly string[],
  retrying: Retrying,
): Promise<void> => {
  for (const path of paths) await retrying(() => parameters.create(path, UNPINNED, DESCRIPTION));
};
