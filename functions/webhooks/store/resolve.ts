import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** All addresses of a host, in the resolver's order; itself where it is one; undefined where there is none or no answer. */
export type Resolve = (host: string) => Promise<readonly string[] | undefined>;

/** By the system's resolver, as every connection of this machine would. */
export const systemResolve: Resolve = async (host) => {
  if (isIP(host) !== 0) return [host];
  try {
    return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
  } catch {
    // Every failure of a look-up means the same to who asks: nothing is known, so nothing is connected to.
    return undefined;
  }
};
