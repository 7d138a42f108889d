import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Pain002Item } from '../../../functions/payments/rails/sepa/format/payment-status.ts';
import { readPain002 } from '../../../functions/payments/rails/sepa/format/read-pain002.ts';
import { all, inChunks } from '../../support/chunks.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { CREDITOR, date, file, iban, part, transfer, written } from '../../unit/payments/sepa/samples.ts';
import { OWN } from './bank-files.ts';
import { expectMoney, expectTold } from './invariants.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 1_000_000n;
const PAYMENT = '/pain001/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]';
const debtors = { [OWN.iban]: 'payer' };
const debtor = { name: OWN.name, iban: iban(OWN.iban) };
const today = date('2026-11-22');
const one = (changes = {}) => part([transfer(changes)], { debtor, executionDate: today });

/** A body of 1 MB holds so many where they are short. */
const thousandAndOne = (xml: string, payment: string): string =>
  xml
    .replaceAll('<NbOfTxs>1<', '<NbOfTxs>1001<')
    .replaceAll('<CtrlSum>1.00<', '<CtrlSum>1001.00<')
    .replace(payment, payment.repeat(1_001));

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let world: PaymentsWorld;
  beforeEach(async () => {
    world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
    await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'sepa', body: OWN });
  });
  const send = (pain001: string, more: object = {}) =>
    world.ask('POST /v1/payment-batches', { body: { mode: 'independent', pain001, debtors, ...more } });
  const reportOf = async (id: string) => (await world.ask('GET /v1/payment-batches/{id}/report', { id })).json;
  const statusesOf = async (id: string) => {
    const items = await all(readPain002(inChunks((await reportOf(id)).pain002)));
    const of = (item: Pain002Item) =>
      item.kind === 'transaction' ? [[item.endToEndId, item.status, item.reasons[0]?.code]] : [];
    return items.flatMap(of);
  };

  describe('a client’s pain.001', () => {
    test.each(['pain.001.001.09', 'pain.001.001.03'] as const)(
      'of version %s becomes payments and refusals, and its report follows them to their ends',
      async (version) => {
        const payments = [
          transfer({ amount: 150n, remittance: { kind: 'unstructured', text: 'Rechnung 42' } }),
          transfer({ endToEndId: 'e-2', creditor: { ...CREDITOR, name: 'Yamada' } }),
          transfer({ endToEndId: 'e-3' }),
        ];
        const later = part([transfer({ endToEndId: 'e-4' })], {
          debtor,
          id: 'p-2',
          executionDate: date('2026-12-02'),
        });
        const xml = (await written(file([part(payments, { debtor, executionDate: today }), later], version)))
          .replace('Yamada', '山田')
          .replace('<EndToEndId>e-3<', '<EndToEndId>e-1<');
        const { status, json } = await send(xml, { count: 4 });
        expect([status, json.lines, json.refused]).toEqual([201, 4, 2]);
        expect(await statusesOf(json.id)).toEqual([
          ['e-1', 'PDNG', undefined],
          ['e-2', 'RJCT', 'NARR'],
          ['e-1', 'RJCT', 'FF01'],
          ['e-4', 'PDNG', undefined],
        ]);
        await world.settle();
        const { data, csv } = await reportOf(json.id);
        const place = '/pain001/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf';
        expect(data).toMatchObject([
          { line: 1, state: 'made', problem: null },
          {
            line: 2,
            state: 'refused',
            problem: {
              type: '/problems/destination-invalid',
              pointer: `${place}[2]/Cdtr/Nm`,
              detail: expect.stringMatching(/^Line 6: /),
            },
          },
          { line: 3, problem: { type: '/problems/schema', pointer: `${place}[3]/PmtId/EndToEndId` } },
          { line: 4, state: 'made' },
        ]);
        expect(csv.split('\r\n')).toHaveLength(6);
        const all = await expectMoney(world, FUNDS);
        expectTold(world, all);
        const [gathered, scheduled] = ['e-1', 'e-4'].map((id) =>
          all.find(({ metadata }) => metadata.endToEndId === id),
        );
        expect(gathered).toMatchObject({ from: 'payer', amount: 150n, reference: 'Rechnung 42', step: 'submitted' });
        expect(scheduled).toMatchObject({ step: 'scheduled', runAt: Date.parse('2026-12-01T23:00:00Z') });
        expect((await statusesOf(json.id)).map(([, state]) => state)).toEqual(['ACSP', 'RJCT', 'RJCT', 'ACTC']);
        await world.ask('POST /v1/payments/{id}/cancel', { id: scheduled?.id ?? '' });
        const canceled = version === 'pain.001.001.09' ? 'CANC' : 'RJCT';
        expect((await statusesOf(json.id)).at(-1)?.[1]).toBe(canceled);
      },
    );

    test.each<[string, string | RegExp, string, [number, string, string]]>([
      ['a wrong control sum', '<CtrlSum>1.00<', '<CtrlSum>1.01<', [422, 'batch-totals', 'GrpHdr/CtrlSum']],
      ['a wrong count', '<NbOfTxs>1<', '<NbOfTxs>2<', [422, 'batch-totals', 'GrpHdr/NbOfTxs']],
      ['a document type', '<Document', '<!DOCTYPE d [<!ENTITY e "x">]><Document', [400, 'schema', '']],
      ['an entity of its own', '<Nm>Bob<', '<Nm>&e;<', [400, 'schema', 'PmtInf[1]/CdtTrfTxInf[1]/Cdtr/Nm']],
      ['another namespace', 'pain.001.001.09"', 'pain.001.001.11"', [400, 'schema', '']],
      ['another encoding', 'encoding="UTF-8"', 'encoding="ISO-8859-1"', [400, 'schema', '']],
      ['elements without an end', '<PmtInf>', '<PmtInf>'.repeat(100_000), [400, 'schema', '/PmtInf']],
      ['no end', '</CstmrCdtTrfInitn></Document>', '', [400, 'schema', '']],
      ['a debtor that nobody knows', OWN.iban, 'DE89370400440532013000', [400, 'schema', 'PmtInf[1]/DbtrAcct']],
      ['a debtor’s IBAN with wrong digits', OWN.iban, 'DE76512108001245126199', [400, 'schema', 'DbtrAcct/Id/IBAN']],
      ['a thousand and one payments', /<CdtTrfTxInf>.*<\/CdtTrfTxInf>\n/s, '', [400, 'schema', 'CdtTrfTxInf[1001]']],
    ])(
      'with %s is refused whole, with its line, and nothing is done',
      async (what, from, to, [status, slug, pointer]) => {
        const xml = await written(file([one()]));
        const many = xml.match(/<CdtTrfTxInf>.*<\/CdtTrfTxInf>\n/s)?.[0] ?? '';
        const wrong = what.startsWith('a thousand') ? thousandAndOne(xml, many) : xml.replace(from, to);
        expect(wrong).not.toBe(xml);
        const before = await world.items();
        const answer = await send(wrong);
        expect([answer.status, answer.json.type]).toEqual([status, `/problems/${slug}`]);
        expect(answer.json.errors).toMatchObject([
          { pointer: expect.stringContaining(pointer), detail: expect.stringMatching(/^Line \d+: /) },
        ]);
        expect(answer.json.errors[0].pointer).toMatch(/^\/pain001/);
        expect((await world.items()).filter(({ sk }) => sk?.S !== 'R')).toEqual(
          before.filter(({ sk }) => sk?.S !== 'R'),
        );
      },
    );

    test.each<[string, string, string, string, string, string]>([
      ['an IBAN with wrong digits', 'NL91ABNA', 'NL92ABNA', 'destination-invalid', '/CdtrAcct/Id/IBAN', 'AC03'],
      ['three decimals of euro', '>1.00</Inst', '>1.001</Inst', 'amount-format', '/Amt/InstdAmt', 'AM09'],
      ['no amount', '>1.00</Inst', '>0.00</Inst', 'amount-not-positive', '/Amt/InstdAmt', 'AM01'],
      ['too much', '>1.00</Inst', '>10000000000000000.00</Inst', 'amount-too-large', '/Amt/InstdAmt', 'AM02'],
      ['more than SEPA pays', '>1.00</Inst', '>1000000000.00</Inst', 'destination-invalid', '/Amt/InstdAmt', 'NARR'],
      ['a currency that there is not', 'Ccy="EUR"', 'Ccy="ZZZ"', 'currency-unknown', '/Amt/InstdAmt', 'CURR'],
      ['dollars', 'Ccy="EUR"', 'Ccy="USD"', 'destination-invalid', '/Amt/InstdAmt', 'NARR'],
      [
        'a country outside of SEPA',
        'NL91ABNA0417164300',
        'TR330006100519786457841326',
        'destination-invalid',
        '/CdtrAcct/Id/IBAN',
        'AC03',
      ],
      ['an element that is not carried', '</CdtrAcct>', '</CdtrAcct><UltmtCdtr/>', 'schema', '/UltmtCdtr', 'FF01'],
      ['a day that is over', '<Dt>2026-11-22<', '<Dt>2026-11-21<', 'date-window', '', 'DT01'],
    ])('with %s has that line refused, by problem and reason', async (_what, from, to, slug, element, reason) => {
      const xml = (await written(file([one()]))).replaceAll(/<CtrlSum>[^<]*<\/CtrlSum>/g, '');
      const wrong = xml.replace(from, to);
      expect(wrong).not.toBe(xml);
      const whole = await send(wrong, { mode: 'atomic' });
      expect([whole.status, whole.json.type]).toEqual([422, '/problems/batch-refused']);
      const { json } = await send(wrong);
      expect(json).toMatchObject({ state: 'processing', lines: 1, refused: 1 });
      const pointer =
        slug === 'date-window' ? '/pain001/Document/CstmrCdtTrfInitn/PmtInf[1]/ReqdExctnDt' : PAYMENT + element;
      expect((await reportOf(json.id)).data).toMatchObject([{ problem: { type: `/problems/${slug}`, pointer } }]);
      expect(await statusesOf(json.id)).toEqual([['e-1', 'RJCT', reason]]);
    });

    test('is paid once: the same file, and another file with its message id, are no other batch', async () => {
      const xml = await written(file([one()]));
      const first = await send(xml);
      expect(first.status).toBe(201);
      expect((await send(xml)).json.type).toBe('/problems/batch-exists');
      const other = await written(file([one({ amount: 101n })]));
      const again = await send(other);
      expect([again.status, again.json.type]).toEqual([409, '/problems/batch-exists']);
      expect(again.json.errors[0].pointer).toMatch(/MsgId$/);
      const named = other.replace('<MsgId>m-1<', '<MsgId>m-2<');
      expect((await send(xml.replace('<MsgId>m-1<', '<MsgId>m-3<'))).status).toBe(409);
      expect((await send(named)).status).toBe(201);
      expect((await send(other, { reference: 'meant' })).status).toBe(201);
      await world.settle();
      expect(await expectMoney(world, FUNDS)).toHaveLength(3);
    });

    test('comes with the accounts that pay, and nothing else does', async () => {
      const xml = await written(file([one()]));
      for (const more of [{ debtors: undefined }, { csv: 'x' }, { pain001: undefined, payments: [{}] }]) {
        const { status, json } = await send(xml, more);
        expect([status, json.type]).toEqual([400, '/problems/schema']);
      }
    });
  });
});
