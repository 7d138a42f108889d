import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as ibantools from 'ibantools';
import { present } from '../../functions/kernel/core/assert.ts';
import { parseCreditorReference } from '../../functions/kernel/values/creditor-reference.ts';
import { parseIban } from '../../functions/kernel/values/iban.ts';
import { ibanCountries } from '../../functions/kernel/values/iban-registry.ts';
import { readNacha } from '../../functions/payments/rails/ach/format/read-nacha.ts';
import type { CreditTransfer, PaymentInformation } from '../../functions/payments/rails/sepa/format/credit-transfer.ts';
import { readPain001 } from '../../functions/payments/rails/sepa/format/read-pain001.ts';
import { REPORTED_STATUSES } from '../../functions/payments/rails/sepa/format/status-report.ts';
import { writePain002 } from '../../functions/payments/rails/sepa/format/write-pain002.ts';
import { all, inChunks } from '../support/chunks.ts';
import * as nacha from '../unit/payments/ach/samples.ts';
import { reason, report, part as reported, transaction } from '../unit/payments/sepa/pain002-files.ts';
import * as sepa from '../unit/payments/sepa/samples.ts';
import { go, python } from './formats/witnesses.ts';
import type { Missing, Witness } from './support/tools.ts';

const MINUTE = 60_000;
const isHere = (witness: Witness | Missing, name: string): witness is Witness => {
  if (!('missing' in witness)) return true;
  process.stderr.write(`What ${name} says of our files is skipped: ${witness.missing}\n`);
  return false;
};

describe('the published schemas and a reader in Python', () => {
  let iso20022: Witness | Missing;
  beforeAll(async () => {
    iso20022 = await python();
  }, 5 * MINUTE);

  const reference = present(parseCreditorReference('RF18539007547034'), 'a reference of a test is valid');
  const FIRST: readonly CreditTransfer[] = [
    sepa.transfer({ endToEndId: 'yen', amount: 1000n, currency: 'JPY' }),
    sepa.transfer({
      endToEndId: 'dinar',
      amount: 1234n,
      currency: 'KWD',
      remittance: { kind: 'structured', reference },
    }),
    sepa.transfer({ endToEndId: 'cents', amount: 29n, remittance: { kind: 'unstructured', text: 'Gruß & <Dank>' } }),
    sepa.transfer({
      endToEndId: 'much',
      amount: 9_999_999_999_999_999n,
      creditor: { ...sepa.CREDITOR, name: "O'Brien" },
    }),
  ];
  const LATER = Array.from({ length: 1_000 }, (_, index) =>
    sepa.transfer({ endToEndId: `n-${index}`, amount: BigInt(index + 1) }),
  );
  const parts: readonly PaymentInformation[] = [
    sepa.part(FIRST),
    sepa.part(LATER, { id: 'p-2', executionDate: sepa.date('2026-12-02'), batchBooking: false }),
  ];

  test.each(['pain.001.001.09', 'pain.001.001.03'] as const)('find in a %s what was written', async (version) => {
    if (!isHere(iso20022, 'Python')) return;
    const { ok, out } = iso20022(await sepa.written(sepa.file(parts, version)), 'read', version);
    expect([ok, ok ? '' : out]).toEqual([true, '']);
    const found = JSON.parse(out) as {
      readonly counts: unknown;
      readonly sums: unknown;
      readonly payments: readonly unknown[];
    };
    expect(found.counts).toEqual(['1004', '4', '1000']);
    expect(found.sums).toEqual(['100000000006006.5140', '100000000001001.5140', '5005.00']);
    expect(found.payments.slice(0, 4)).toEqual([
      ['yen', '1000', 'JPY', 'Bob', sepa.CREDITOR.iban, null],
      ['dinar', '1.234', 'KWD', 'Bob', sepa.CREDITOR.iban, 'RF18539007547034'],
      ['cents', '0.29', 'EUR', 'Bob', sepa.CREDITOR.iban, 'Gruss + (Dank)'],
      ['much', '99999999999999.99', 'EUR', "O'Brien", sepa.CREDITOR.iban, null],
    ]);
    expect(found.payments.length).toBe(1_004);
  });

  test('would notice a file that is not valid', async () => {
    if (!isHere(iso20022, 'Python')) return;
    const wrong = (await sepa.written(sepa.file(parts))).replace('<PmtMtd>TRF', '<PmtMtd>XXX');
    expect(iso20022(wrong, 'read', 'pain.001.001.09').ok).toBe(false);
  });

  test('sepaxml’s own file is read as it was meant', async () => {
    if (!isHere(iso20022, 'Python')) return;
    const items = await all(readPain001(inChunks(iso20022('', 'write').out)));
    expect(
      items.flatMap((item) =>
        item.kind === 'payment' ? [[item.part, item.payment.endToEndId, item.payment.amount]] : [],
      ),
    ).toEqual([
      [0, 'e-0', 1234n],
      [0, 'e-1', 1235n],
      [1, 'e-2', 1236n],
    ]);
    expect(items.at(-1)).toMatchObject({ parts: 2, totals: { count: 3, units: 370_500n } });
  });

  test.each([
    ['pain.001.001.03', '03', '03'],
    // No package carries the schema of .10; what is written of it is the same in .12.
    ['pain.001.001.09', '10', '12'],
  ] as const)('take our own report on a client’s %s', async (version, written, schema) => {
    if (!isHere(iso20022, 'Python')) return;
    const reason = { code: 'AC03', information: 'x'.repeat(200) };
    const transfers = [
      ...REPORTED_STATUSES.map((status) => sepa.told(status, { statusId: 'pay_01KAB3VQ2E9M4T7Z0X5W8Y6R1C' })),
      sepa.told('RJCT', { endToEndId: undefined, instructionId: undefined, reason }),
    ];
    const file = writePain002({
      messageId: 'r-1',
      createdAt: 0,
      original: { messageId: 'm-1', version },
      parts: [
        { id: 'p-1', transfers },
        { id: 'p-2', transfers },
      ],
    });
    const name = `pain.002.001.${written}`;
    expect(file).toContain(name);
    const asked = `pain.002.001.${schema}`;
    expect(iso20022(file.replace(name, asked), 'read', asked)).toMatchObject({ ok: true });
  });

  test.each(['03', '12'])('take the reports of version %s that our reader is tried with', async (version) => {
    if (!isHere(iso20022, 'Python')) return;
    const transactions = transaction('e-1', 'ACSC') + transaction('e-2', 'RJCT', reason('AC04', 'closed'));
    const file = report(
      reported(transactions, '<PmtInfSts>PART</PmtInfSts>'),
      `<GrpSts>PART</GrpSts>${reason('NARR')}`,
      version,
    );
    expect(iso20022(file, 'read', `pain.002.001.${version}`)).toMatchObject({ ok: true });
  });
});

describe('moov-io/ach', () => {
  let ach: Witness | Missing;
  beforeAll(async () => {
    ach = await go();
  }, 5 * MINUTE);

  test('finds in a NACHA file what was written, a hash of eleven digits and all', async () => {
    if (!isHere(ach, 'Go')) return;
    const many = Array.from({ length: 600 }, (_, index) =>
      nacha.entry({ sequence: index + 1, amount: BigInt(index + 1) }),
    );
    const debit = nacha.entry({
      sequence: 700,
      direction: 'debit',
      receiverName: 'Müller Werke',
      addenda: 'Invoice 17',
    });
    const savings = { routing: nacha.routing('021000021'), number: '17', kind: 'savings' } as const;
    const batches = [
      nacha.batch([...many, debit]),
      nacha.batch([nacha.entry({ sequence: 701, account: savings })], { entryClass: 'CCD' }),
    ];
    const { ok, out } = ach(await nacha.written(nacha.file(batches)), 'read');
    expect([ok, ok ? '' : out]).toEqual([true, '']);
    const found = JSON.parse(out) as readonly (readonly unknown[])[];
    expect(found.length).toBe(602);
    expect(found[0]).toEqual(['PPD', 22, '231380104', '744-5678-99', 1, 'Bard Ann', '121042880000001', '']);
    expect(found[600]).toEqual([
      'PPD',
      27,
      '231380104',
      '744-5678-99',
      12_345,
      'Muller Werke',
      '121042880000700',
      'Invoice 17',
    ]);
    expect(found[601]).toEqual(['CCD', 32, '021000021', '17', 12_345, 'Bard Ann', '121042880000701', '']);
  });

  test('would notice a file that is not valid', async () => {
    if (!isHere(ach, 'Go')) return;
    const text = await nacha.written(nacha.file([nacha.batch([nacha.entry()])]));
    expect(ach(text.replace('0000012345', '0000012346'), 'read').ok).toBe(false);
  });

  test('’s own file of a return and a change is read as it was meant', async () => {
    if (!isHere(ach, 'Go')) return;
    const items = await all(readNacha(inChunks(ach('', 'write').out)));
    const entries = items.flatMap((item) => (item.kind === 'entry' ? [item] : []));
    expect(entries).toMatchObject([
      { direction: 'debit', amount: 25_000n, returned: { code: 'R01', originalTrace: '121042880000001' } },
      { amount: 0n, change: { code: 'C01', originalTrace: '121042880000002', corrected: '1918171614' } },
    ]);
    expect(items.at(-1)).toMatchObject({ kind: 'end', batches: 2, totals: { count: 2, addenda: 2 } });
  });
});

describe('ibantools', () => {
  /** Of countries whose national check digits it does not compute: we leave those to the bank. */
  const valid = (text: string): boolean => ibantools.isValidIBAN(text);

  test('has the same length and structure for every country of the registry', () => {
    const specs = ibantools.countrySpecs as Readonly<Record<string, { readonly chars: number | null } | undefined>>;
    const unlike = ibanCountries().filter((country) => {
      const length = specs[country]?.chars;
      const parsed = parseIban(`${country}00${'0'.repeat((length ?? 4) - 4)}`);
      return parsed.kind !== 'fault' || parsed.fault === 'length' || parsed.fault === 'country';
    });
    expect(unlike).toEqual([]);
  });

  test('says of a sample with one changed character what we say', () => {
    const samples = [
      'DE89370400440532013000',
      'GB29NWBK60161331926819',
      'SC18SSCB11010000000000001497USD',
      'MT84MALT011000012345MTLCAST001S',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.nat(31),
        fc.constantFrom(...'0123456789ABCXYZ'),
        (sample, at, char) => {
          const text = sample.slice(0, at) + char + sample.slice(at + 1);
          expect([text, parseIban(text).kind === 'iban']).toEqual([text, valid(text)]);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
