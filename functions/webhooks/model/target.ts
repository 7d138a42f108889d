import { isIP } from 'node:net';
import { isPublic } from './address.ts';
import { holdsPort, type PortRange } from './port-ranges.ts';

/** What this deployment lets be a target beside the public Internet. */
export interface TargetPolicy {
  /** The literal form `http://127.0.0.1:<port>`: on one machine only. */
  readonly loopback: boolean;
  /** The ports of that form that the operator has named. */
  readonly loopbackPorts: readonly PortRange[];
  /** Ports of that form that are ours. */
  readonly ownPorts: ReadonlySet<number>;
  /** Whether this network leads to addresses of IPv6: Lambda's outside of a VPC does not. */
  readonly ipv6: boolean;
}

/** A URL that may be a target, as far as can be told without asking for its addresses. */
export interface Target {
  readonly secure: boolean;
  /** Lower case, without brackets: the one spelling that is checked, resolved, connected to and verified. */
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
  /** As the Host header says it. */
  readonly authority: string;
}

export type Judged = Target | { readonly refused: 'scheme' | 'forbidden'; readonly why: string };

const forbidden = (why: string): Judged => ({ refused: 'forbidden', why });

const LOOPBACK = /^http:\/\/127\.0\.0\.1:([1-9][0-9]{0,4})(\/[\x21-\x7e]*)?$/;
/** Other ways to write it, and it without a port, by which a person would try first. */
const LIKE_LOOPBACK = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::([0-9]{1,5}))?(?:[/?#]|$)/i;
/** Names of this machine, of local networks, of clouds' insides, and those that mean nothing by RFC 6761 and 2606. */
const LOCAL_NAME =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|arpa|onion|test|invalid)$/;
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const NAME_CHARS_MAX = 253;

const startedWith = (port: number | string): string =>
  `Webhooks go to no port of this machine that the local cloud was not started with: "folio start --webhooks-to ${port}".`;

/** What a person is told who means this machine and does not write it in the one form; undefined for others. */
const loopbackHint = (url: string, policy: TargetPolicy): string | undefined => {
  const match = policy.loopback ? LIKE_LOOPBACK.exec(url) : null;
  if (match === null) return undefined;
  const port = match[1] ?? '<port>';
  return `On this machine a target is written http://127.0.0.1:${port}, and the local cloud started with "folio start --webhooks-to ${port}".`;
};

/** Undefined where it is not that form, or where this deployment does not know the form. */
const loopbackTarget = (url: string, policy: TargetPolicy): Judged | undefined => {
  const match = LOOPBACK.exec(url);
  const port = Number(match?.[1]);
  if (match === null || !policy.loopback || port > 65_535) return undefined;
  if (policy.ownPorts.has(port)) return forbidden('The port is one of our own.');
  if (!holdsPort(policy.loopbackPorts, port)) return forbidden(startedWith(port));
  if (url.includes('#')) return forbidden('The URL has a fragment.');
  if (url.includes('\\')) return forbidden('The URL holds a backslash.');
  const { pathname, search } = new URL(url);
  return { secure: false, host: '127.0.0.1', port, path: pathname + search, authority: `127.0.0.1:${port}` };
};

/** Why a host name or address literal is refused; undefined where it is not. */
const hostFault = (host: string): string | undefined => {
  if (isIP(host) !== 0) return isPublic(host) ? undefined : 'The address is private, local or reserved.';
  if (host.length > NAME_CHARS_MAX) return 'The host name is too long.';
  const labels = host.split('.');
  if (labels.length < 2) return 'The host name has no domain.';
  if (!labels.every((label) => LABEL.test(label))) return 'The host is no domain name (no dot at its end).';
  return LOCAL_NAME.test(host) ? 'The host name is one of a local network.' : undefined;
};

/** An IPv4 address in another form than its four numbers: `1.2.3` is `1.2.0.3`, which nobody sees who reads it. */
const hiddenAddress = (url: string, host: string): string | undefined => {
  if (isIP(host) !== 4) return undefined;
  const written = url.slice('https://'.length).split(/[/?#:]/, 1)[0];
  return written === host ? undefined : 'Write an address as four numbers.';
};

/**
 * Reads a target. The parser normalises hosts (`0x7f.1` and `2130706433` become `127.0.0.1`), so what it gives is what is
 * checked and used from here on, and never the text again. What it would mend silently (white space, backslashes, other
 * scripts' letters) is refused before: a person who reads the URL must see where it leads.
 */
export const readTarget = (url: string, policy: TargetPolicy): Judged => {
  const loopback = loopbackTarget(url, policy);
  if (loopback !== undefined) return loopback;
  const hint = loopbackHint(url, policy);
  if (hint !== undefined) return { refused: /^https:/i.test(url) ? 'forbidden' : 'scheme', why: hint };
  if (!/^https:/i.test(url)) return { refused: 'scheme', why: 'The URL must begin with https://.' };
  if (!/^https:\/\/(?![/?#])[\x21-\x7e]+$/i.test(url) || url.includes('\\')) {
    return forbidden('The URL is not of the form https://host/path; write names of other scripts as xn--.');
  }
  const parsed = URL.parse(url);
  if (parsed === null) return forbidden('This is no URL.');
  if (url.slice('https://'.length).split(/[/?#]/, 1)[0]?.includes('@')) return forbidden('The URL holds credentials.');
  if (url.includes('#')) return forbidden('The URL has a fragment.');
  if (parsed.port !== '') return forbidden('The port must be 443.');
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const fault = hostFault(host) ?? hiddenAddress(url, host);
  if (fault !== undefined) return forbidden(fault);
  return { secure: true, host, port: 443, path: parsed.pathname + parsed.search, authority: parsed.host };
};

/**
 * The address to connect to: the first, if every one of them may be. One private address among public ones is a trap: who
 * answers decides which one is taken next time.
 */
export const chooseAddress = (
  target: Target,
  addresses: readonly string[],
  { ipv6 = true }: Partial<Pick<TargetPolicy, 'ipv6'>> = {},
): string | undefined => {
  if (!target.secure) return target.host === '127.0.0.1' ? target.host : undefined;
  if (!addresses.every(isPublic)) return undefined;
  return ipv6 ? addresses[0] : addresses.find((address) => isIP(address) === 4);
};

/** Whether a host has addresses, and none to which this network leads. */
export const isOutOfReach = (addresses: readonly string[], { ipv6 }: Pick<TargetPolicy, 'ipv6'>): boolean =>
  !ipv6 && addresses.length > 0 && addresses.every((address) => isIP(address) === 6);
