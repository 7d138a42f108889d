import { matches } from '../../functions/webhooks/model/event-filter.ts';
import { DOMAINS } from '../../lib/domains.ts';
import { readEvents } from '../../lib/events/contracts.ts';
import { WrongUse } from './problem-error.ts';

/** @throws WrongUse where no event of the catalogue has a type that the pattern matches */
export const assertKnownType = async (pattern: string, projectDir: string): Promise<void> => {
  const types = (await readEvents(projectDir, DOMAINS)).map(({ detailType }) => detailType);
  if (types.some((type) => matches([pattern], type))) return;
  throw new WrongUse(
    `No event has the type ${JSON.stringify(pattern)}. There are ${types.sort().join(', ')}; <domain>.* and *.`,
  );
};
