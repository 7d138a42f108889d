import type { Construct } from 'constructs';
import type { ReleaseIdentity } from './release-identity.ts';
import { WrongOption } from './wrong-option.ts';

/** Runs at once kept for single functions: `-c folio:reserved-concurrency=identity/api=50,ledger/api=200`. */
const RESERVED = 'folio:reserved-concurrency';
/** What AWS lets an account reserve for one function, where it has been given much. */
const RUNS_MAX = 100_000;

const entriesOf = (said: string): ReadonlyMap<string, number> => {
  const entries = said.split(',').map((entry): readonly [string, number] => {
    const [, name, runs] = /^([a-z]+\/[a-z-]+)=([1-9][0-9]{0,5})$/.exec(entry.trim()) ?? [];
    if (name === undefined || Number(runs) > RUNS_MAX)
      throw new WrongOption(`Context '${RESERVED}' must be like identity/api=50,ledger/api=200; '${entry}' is not.`);
    return [name, Number(runs)];
  });
  return new Map(entries);
};

const reservations = (scope: Construct): ReadonlyMap<string, number> => {
  const said: unknown = scope.node.tryGetContext(RESERVED);
  return said === undefined || said === '' ? new Map() : entriesOf(String(said));
};

/**
 * Runs at once that are kept for this function alone, and are its most too; undefined where it shares the account's with all others.
 *
 * A flood at one function throttles all others of the account: identity, whose keys the gateway asks for, and with it every call.
 *
 * @throws Error that says what the context has to look like
 */
export const reservedConcurrency = (
  scope: Construct,
  domain: string,
  release: ReleaseIdentity | undefined,
): number | undefined => (release === undefined ? undefined : reservations(scope).get(`${domain}/${release.name}`));

/** @throws Error where something is reserved for a function that is not among these */
export const checkReservations = (scope: Construct, functions: ReadonlySet<string>): void => {
  for (const name of reservations(scope).keys())
    if (!functions.has(name))
      throw new WrongOption(`Context '${RESERVED}' names ${name}. There are: ${[...functions].sort().join(', ')}.`);
};
