import { BlockList, isIP } from 'node:net';
import { fail } from './pattern-failure.ts';

type Family = 4 | 6;

const FAMILIES = { 4: 'ipv4', 6: 'ipv6' } as const;

/** Four decimal numbers, with leading zeros, which Java reads and Node does not. */
const plain = (text: string): string => {
  const parts = text.split('.');
  const decimal = parts.length === 4 && parts.every((part) => /^\d{1,10}$/.test(part));
  return decimal ? parts.map(Number).join('.') : text;
};

const familyOf = (text: string): Family | undefined => {
  const family = isIP(text);
  // An IPv4 address inside of an IPv6 one, or a zone, is plain text to EventBridge.
  return family === 4 || (family === 6 && /^[0-9a-f:]+$/i.test(text)) ? family : undefined;
};

/** Whether a text is an address of a net. @throws PatternFailure for a net of one address too: EventBridge refuses those. */
export const inNet = (net: string, name: string): ((value: string) => boolean) => {
  const [address = '', bits = '', ...more] = net.split('/');
  const family = familyOf(plain(address));
  if (family === undefined || more.length > 0 || !/^\d{1,3}$/.test(bits))
    return fail(name, 'cidr takes an address and the bits of its net');
  if (Number(bits) >= (family === 4 ? 32 : 128))
    return fail(name, `cidr takes fewer than ${family === 4 ? 32 : 128} bits`);
  // event-ruler 2.1.0 finds the addresses of both families in a net of no bits (and some numbers, by how they are written).
  if (Number(bits) === 0) return (value) => familyOf(plain(value)) !== undefined;
  const list = new BlockList();
  list.addSubnet(plain(address), Number(bits), FAMILIES[family]);
  return (value) => familyOf(plain(value)) === family && list.check(plain(value), FAMILIES[family]);
};

/** The test of one address in any of its spellings; nothing when the text is no address. */
export const sameAddress = (text: string): ((value: string) => boolean) | undefined => {
  const family = familyOf(plain(text));
  if (family === undefined) return undefined;
  const list = new BlockList();
  list.addAddress(plain(text), FAMILIES[family]);
  return (value) => familyOf(plain(value)) === family && list.check(plain(value), FAMILIES[family]);
};
