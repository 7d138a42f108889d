import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** What a name server says to one kind of question: addresses (none of them is NODATA), a code of failure, or nothing at all. */
export type Said = readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'silent';

/** A name server on this machine, which knows the names of a test: A and AAAA of each. */
export interface NameServer {
  readonly address: string;
  /** Names that were asked for, each as often as it was. */
  readonly asked: readonly string[];
  /** Answers this kind of question about a name so many milliseconds later than others. */
  readonly slow: (name: string, kind: 'A' | 'AAAA', ms: number) => void;
  readonly stop: () => Promise<void>;
}

const [A, AAAA, IN] = [1, 28, 1];
const CODES = { NXDOMAIN: 3, SERVFAIL: 2 } as const;
const HEADER_BYTES = 12;

const bytesOf = (address: string): Buffer =>
  address.includes(':')
    ? Buffer.from(
        address
          .split(':')
          .map((part) => part.padStart(4, '0'))
          .join(''),
        'hex',
      )
    : Buffer.from(address.split('.').map(Number));

const question = (message: Buffer) => {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
};

const answer = (asked: Buffer, type: number, end: number, said: Exclude<Said, 'silent'>): Buffer => {
  const addresses = typeof said === 'string' ? [] : said;
  const header = Buffer.alloc(HEADER_BYTES);
  asked.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | (typeof said === 'string' ? CODES[said] : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  const records = addresses.map((address) => {
    const data = bytesOf(address);
    const record = Buffer.alloc(HEADER_BYTES);
    // The name is that of the question, which begins behind the header.
    record.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(IN, 4);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([header, asked.subarray(HEADER_BYTES, end), ...records]);
};

/** @param known by name, what is said to the questions for A and for AAAA (in full: eight parts); any other is NXDOMAIN */
export const startNameServer = async (known: Readonly<Record<string, readonly [Said, Said]>>): Promise<NameServer> => {
  const asked: string[] = [];
  const late = new Map<string, number>();
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const { name, type, end } = question(message);
    asked.push(name);
    const [a, aaaa] = known[name] ?? ['NXDOMAIN', 'NXDOMAIN'];
    const said = type === A ? a : type === AAAA ? aaaa : 'NXDOMAIN';
    if (said === 'silent') return;
    const ms = late.get(`${name} ${type}`) ?? 0;
    const send = () => socket.send(answer(message, type, end, said), from.port, from.address);
    if (ms === 0) send();
    else setTimeout(send, ms).unref();
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    asked,
    slow: (name, kind, ms) => void late.set(`${name} ${kind === 'A' ? A : AAAA}`, ms),
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
};
