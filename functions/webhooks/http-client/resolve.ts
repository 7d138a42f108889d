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

export interface ResolverOptions {
  /** `<address>:<port>` of other name servers, for tests. */
  readonly servers?: readonly string[];
  /** Whether this network leads to addresses of IPv6. */
  readonly ipv6?: boolean;
}

const hasSome = async (kind: Promise<readonly string[]> | undefined): Promise<boolean> =>
  ((await kind) ?? []).length > 0;

/**
 * Asks the name servers of this machine itself (c-ares), and its file of hosts not at all: a public name is in no such file.
 * The system's look-up would hold one of four threads, which connections to AWS need too, for longer than any patience.
 * Addresses of IPv4 come first, since not every network that functions run in has IPv6.
 *
 * Where functions have no way to IPv6, as Lambda's outside of a VPC have none, its addresses are of no use, and a name server
 * that is slow with those of IPv4 must not leave them alone: then IPv4 is waited for, and IPv6 told of only where there is nothing else.
 */
export const nameResolver =
  (timer: Timer, { servers, ipv6 = true }: ResolverOptions = {}): Resolve =>
  async (host, signal) => {
    if (isIP(host) !== 0) return [host];
    if (signal.aborted) return undefined;
    const resolver = new Resolver({ timeout: ASKED_AGAIN_MS, tries: ASKED_MAX });
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    // No such name, none of this kind, a server that fails or is silent: all mean that no address of this kind is known.
    const [four, six] = [resolver.resolve4(host), resolver.resolve6(host)].map((asked) => asked.catch(() => []));
    const kinds = [four ?? [], six ?? []].map((one) => Promise.resolve(one));
    const isFourKnown = ipv6 ? await enough(kinds, timer).then(() => false) : await hasSome(kinds[0]);
    if (!ipv6 && !isFourKnown) await kinds[1];
    signal.removeEventListener('abort', cancel);
    cancel();
    const addresses = (await Promise.all(isFourKnown ? kinds.slice(0, 1) : kinds)).flat();
    return addresses.length === 0 || addresses.length > ADDRESSES_MAX ? undefined : addresses;
  };
