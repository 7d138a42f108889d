import { describe, expect, test } from '@jest/globals';
import { isPublic } from '../../../functions/webhooks/model/address.ts';
import { portRanges } from '../../../functions/webhooks/model/port-ranges.ts';
import { chooseAddress, isOutOfReach, readTarget, type Target } from '../../../functions/webhooks/model/target.ts';

const CLOUD = { loopback: false, loopbackPorts: portRanges('1-65535'), ownPorts: new Set<number>(), ipv6: true };
const MACHINE = { loopback: true, loopbackPorts: portRanges('4000,9000-9001'), ownPorts: new Set([4000]), ipv6: true };
const refusedAs = (url: string, policy = CLOUD): string => {
  const judged = readTarget(url, policy);
  return 'refused' in judged ? judged.refused : 'taken';
};

describe('a URL', () => {
  test.each([
    'https://hooks.example.com/',
    'https://hooks.example.com/a/b?c=d',
    'https://hooks.example.com:443/',
    'HTTPS://Hooks.Example.com/x',
    'https://xn--bcher-kva.example.com/',
    'https://93.184.216.34/',
    'https://[2606:2800:220:1:248:1893:25c8:1946]/',
    'https://hooks.example.com/a%2f..%2fb',
    'https://hooks.example.com/@b',
  ])('of a public host is taken: %s', (url) => {
    expect(refusedAs(url)).toBe('taken');
  });

  test.each([
    'http://hooks.example.com/',
    'ftp://hooks.example.com/',
    'file:///etc/passwd',
    'gopher://hooks.example.com/',
    'data:text/plain,a',
    'javascript:alert(1)',
    'http://127.0.0.1:9000/',
    'hooks.example.com',
    '//hooks.example.com/',
    ' https://hooks.example.com/',
    '',
    'wss://hooks.example.com/',
  ])('of another scheme is refused for it: %j', (url) => {
    expect(refusedAs(url)).toBe('scheme');
  });

  test.each([
    // Addresses in which a person does not see the four numbers.
    'https://1.2.3/',
    'https://93.184.55330/',
    'https://1572395042/',
    'https://0x5db8d822/',
    'https://0135.0270.0330.042/',
    'https://93.184.216.034/',
    // Credentials, ports, fragments, and what parsers mend.
    'https://user:pass@hooks.example.com/',
    'https://a@b.example.com/',
    'https://@hooks.example.com/',
    'https://:@hooks.example.com/',
    'https://hooks.example.com:22/',
    'https://hooks.example.com:8443/',
    'https://hooks.example.com/#a',
    'https://hooks.example.com/#',
    'https://hooks.example.com\\@10.0.0.1/',
    'https:\\\\hooks.example.com/',
    'https:/hooks.example.com/',
    'https:hooks.example.com',
    'https:///hooks.example.com/',
    'https:///user:pass@hooks.example.com/',
    'https://?a@hooks.example.com/',
    'https://hooks.exa\tmple.com/',
    'https://hooks.exa\nmple.com/',
    'https://hooks .example.com/',
    'https://hooks.example.com /',
    'https://hooks.exam%00ple.com/',
    'https://hooks.example.com./',
    'https://.example.com/',
    'https://hooks..example.com/',
    'https://-a.example.com/',
    `https://${'a.'.repeat(150)}com/`,
    `https://${'a'.repeat(64)}.example.com/`,
    // Other scripts' letters, full width, dots that are none.
    'https://hооks.example.com/',
    'https://ｈooks.example.com/',
    'https://hooks。example.com/',
    'https://１２７.0.0.1/',
    // Names of this machine and of local networks.
    'https://localhost/',
    'https://a.localhost/',
    'https://metadata/',
    'https://metadata.google.internal/',
    'https://printer.local/',
    'https://router.lan/',
    'https://nas.home.arpa/',
    'https://db.corp/',
    'https://x.onion/',
    'https://1.0.0.127.in-addr.arpa/',
  ])('that could mislead, or leads inside, is refused: %j', (url) => {
    expect(refusedAs(url)).toBe('forbidden');
  });

  test('has a host name of up to 253 characters', () => {
    const named = (length: number): string => `https://${'a.'.repeat(120)}${'b'.repeat(length - 244)}.com/`;
    expect([refusedAs(named(253)), refusedAs(named(254))]).toEqual(['taken', 'forbidden']);
  });

  const NOT_PUBLIC_FORMS = [
    // IPv4 in every spelling that a URL parser understands.
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '0x7f.0.0.1',
    '127.0.0.1%2e',
    '0',
    '0.0.0.0',
    '10.0.0.1',
    '0xa.1',
    '012.0.0.1',
    '167772161',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.168.257',
    '100.64.0.1',
    '100.127.255.255',
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '169.254.170.2',
    '192.0.0.1',
    '192.0.0.170',
    '192.0.2.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '100.100.100.200',
    // IPv6: special ranges, and IPv4 inside of it in all forms.
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:8.8.8.8]',
    '[0:0:0:0:0:ffff:10.0.0.1]',
    '[::127.0.0.1]',
    '[::10.0.0.1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::1]',
    '[2002:7f00:1::]',
    '[2002:a00:1::1]',
    '[2001:0:1::1]',
    '[2001:2::1]',
    '[2001:10::1]',
    '[2001:20::1]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
    '[100::1]',
    '[5f00::1]',
    '[4000::1]',
  ];
  test.each(NOT_PUBLIC_FORMS)('of an address that is not public is refused: %s', (host) => {
    expect(refusedAs(`https://${host}/`)).toBe('forbidden');
  });
});

describe('this machine as a target', () => {
  test.each([
    ['http://127.0.0.1:8999/', 'taken by nobody'],
    ['http://127.0.0.1:9002/x', 'just past a range'],
    ['http://127.0.0.1:1/', 'low'],
  ])('is none at a port that the local cloud was not started with: %s (%s)', (url) => {
    const port = new URL(url).port;
    expect(readTarget(url, MACHINE)).toMatchObject({
      refused: 'forbidden',
      why: expect.stringContaining(`folio start --webhooks-to ${port}`),
    });
    expect(refusedAs(url, { ...MACHINE, loopbackPorts: [] })).toBe('forbidden');
    expect(refusedAs('http://127.0.0.1:9001/', MACHINE)).toBe('taken');
  });

  test.each([
    'http://localhost:4810/hooks',
    'http://LOCALHOST:4810',
    'https://localhost:4810/',
    'http://[::1]:4810/',
    'https://127.0.0.1:4810/',
  ])('is told in its one form to whoever writes it in another: %s', (url) => {
    const { why } = readTarget(url, MACHINE) as { readonly why: string };
    expect(why).toContain('http://127.0.0.1:4810');
    expect(why).toContain('--webhooks-to 4810');
    expect(JSON.stringify(readTarget(url, CLOUD))).not.toContain('folio start');
  });

  test('is one where the deployment says so, in its one literal form', () => {
    expect(readTarget('http://127.0.0.1:9000/a?b=c', MACHINE)).toEqual({
      secure: false,
      host: '127.0.0.1',
      port: 9000,
      path: '/a?b=c',
      authority: '127.0.0.1:9000',
    });
  });

  test.each([
    ['http://127.0.0.1:4000/', 'forbidden'],
    ['http://127.0.0.1:9000/#f', 'forbidden'],
    ['http://127.0.0.1:9000/#', 'forbidden'],
    ['http://127.0.0.1:9000/a\\b', 'forbidden'],
    ['http://127.0.0.1/', 'scheme'],
    ['http://127.0.0.1:0/', 'scheme'],
    ['http://127.0.0.1:65536/', 'scheme'],
    ['http://localhost:9000/', 'scheme'],
    ['http://127.1:9000/', 'scheme'],
    ['http://0x7f.0.0.1:9000/', 'scheme'],
    ['http://[::1]:9000/', 'scheme'],
    ['http://a@127.0.0.1:9000/', 'scheme'],
    ['http://127.0.0.1:9000@10.0.0.1/', 'scheme'],
    ['http://127.0.0.1:09000/', 'scheme'],
    ['http://127.0.0.2:9000/', 'scheme'],
    ['https://127.0.0.1:9000/', 'forbidden'],
    ['http://10.0.0.1:9000/', 'scheme'],
  ])('is none in any other: %s', (url, refused) => {
    expect(refusedAs(url, MACHINE)).toBe(refused);
  });
});

describe('the addresses of a name', () => {
  const target = readTarget('https://hooks.example.com/', CLOUD) as Target;

  test('are taken when every one of them is public, and the first is connected to', () => {
    expect(chooseAddress(target, ['93.184.216.34', '2606:2800:220:1::1'])).toBe('93.184.216.34');
  });

  test.each([
    [[]],
    [['10.0.0.1']],
    [['93.184.216.34', '10.0.0.1']],
    [['93.184.216.34', 'fd00::1']],
    [['93.184.216.34', '::ffff:169.254.169.254']],
    [['93.184.216.34', 'fe80::1%eth0']],
    [['93.184.216.34', 'not an address']],
    [['127.0.0.1']],
  ])('are refused together where one of them is not: %j', (addresses) => {
    expect(chooseAddress(target, addresses)).toBeUndefined();
  });

  test('of IPv6 are not connected to where no way leads there, and a host with no others is out of reach', () => {
    const six = '2606:2800:220:1::1';
    const over4 = { ipv6: false };
    expect(chooseAddress(target, [six, '93.184.216.34'], over4)).toBe('93.184.216.34');
    expect(chooseAddress(target, [six], over4)).toBeUndefined();
    expect(chooseAddress(target, [six])).toBe(six);
    expect([[six], [six, '93.184.216.34'], []].map((one) => isOutOfReach(one, over4))).toEqual([true, false, false]);
    expect(isOutOfReach([six], { ipv6: true })).toBe(false);
  });

  test('lead to this machine only where the target is literally it', () => {
    const local = readTarget('http://127.0.0.1:9000/', MACHINE) as Target;
    expect(chooseAddress(local, ['127.0.0.1'])).toBe('127.0.0.1');
  });

  test('right beside a refused range are public', () => {
    for (const address of [
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '172.15.255.255',
      '172.32.0.0',
      '169.253.255.255',
      '192.167.255.255',
      '198.17.255.255',
      '198.20.0.0',
      '223.255.255.255',
      '2001:200::1',
      '2003::1',
      '2a00::1',
      '3ffe::1',
    ]) {
      expect([address, isPublic(address)]).toEqual([address, true]);
    }
  });
});
