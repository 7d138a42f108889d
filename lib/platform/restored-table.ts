import type { Construct } from 'constructs';
import { WrongOption } from './wrong-option.ts';

/** Tables that `folio restore` made, by `-c folio:restored-tables=ledger/Store=<name>@<label of the stream>`; it says what to write. */
const RESTORED = 'folio:restored-tables';

/** A table that takes over from the one of the template. */
export interface RestoredTable {
  readonly name: string;
  readonly streamLabel: string;
}

const ENTRY = /^([a-z]+\/[A-Za-z]+)=([A-Za-z0-9_.-]{3,255})@([0-9T:.-]{10,40})$/;

/** `ledger/Store` -> the table. @throws Error that says what the context has to look like */
export const restoredTables = (scope: Construct): ReadonlyMap<string, RestoredTable> => {
  const said: unknown = scope.node.tryGetContext(RESTORED);
  if (said === undefined || said === '') return new Map();
  const entries = String(said)
    .split(',')
    .map((entry): readonly [string, RestoredTable] => {
      const [, place, name, streamLabel] = ENTRY.exec(entry) ?? [];
      if (place === undefined || name === undefined || streamLabel === undefined)
        throw new WrongOption(`Context '${RESTORED}' must be as folio restore writes it; '${entry}' is not.`);
      return [place, { name, streamLabel }];
    });
  return new Map(entries);
};

/** @throws Error where a table is named of which there is none: the deployment would go on with the old one, unseen */
export const checkRestored = (scope: Construct, places: ReadonlySet<string>): void => {
  for (const place of restoredTables(scope).keys())
    if (!places.has(place))
      throw new WrongOption(`Context '${RESTORED}' names ${place}. There are: ${[...places].sort().join(', ')}.`);
};
