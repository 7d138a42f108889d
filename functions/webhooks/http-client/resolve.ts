import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Timer } from '../../kernel/core/ports.ts';

/**
 * All addresses of a host, itself where it is one; undefined where there is none, or no answer before `signal` ends the
 * patience. Never throws.
 */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[] | undefined>;

/** A question that a name server did not hear is asked again this soon, and then half as often each time. */
const ASKED_AGAIN_MS = 400;
const ASKED_MAX = 5;
/** Name servers that answer for one kind of address and never for the other are common: how long the other is waited for. */
const OTHER_KIND_MS = 300;
/** More than any service has; every one of them is checked. */
const ADDRESSES_MAX = 64;

/** Rejects where there is none. */
const someOf = async (kind: Promise<readonly string[]>): Promise<void> => {
  if ((await kind).length === 0) throw new Error('no address of this kind');
};

/** Until both kinds are known, or one is and the other has had its time. */
const enough = async (kinds: readonly Promise<readonly string[]>[], timer: Timer): Promise<void> => {
  let isOver = false;
  const one = Promise.any(kinds.map(someOf)).then(
    () =>
      new Promise<void>((done) => {
        if (!isOver) timer(OTHER_KIND_MS, done);
      }),
    () => undefined,
  );
  await Promise.race([Promise.all(kinds), one]);
  isOver = true;
};

/**
 * Asks the name servers of this machine itself (c-ares), and its file of hosts not at all: a public name is in no such file.
 * The system's look-up would hold one of four threads, which connections to AWS need too, for longer than any patience.
 * Addresses of IPv4 come first, since not every network that functions run in has IPv6.
 *
 * @param servers `<address>:<port>` of other name servers, for tests
 */
export const nameResolver =
  (timer: Timer, servers?: readonly string[]): Resolve =>
  async (host, signal) => {
    if (isIP(host) !== 0) return [host];
    if (signal.aborted) return undefined;
    const resolver = new Resolver({ timeout: ASKED_AGAIN_MS, tries: ASKED_MAX });
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    // No such name, none of this kind, a server that fails or is silent: all mean that no address of this kind is known.
    const kinds = [resolver.resolve4(host), resolver.resolve6(host)].map((asked) => asked.catch(() => []));
    await enough(kinds, timer);
    signal.removeEventListener('abort', cancel);
    cancel();
    const addresses = (await Promise.all(kinds)).flat();
    return addresses.length === 0 || addresses.length > ADDRESSES_MAX ? undefined : addresses;
  };
