import { describe, expect, test } from '@jest/globals';
import type { BankWord } from '../../../functions/payments/model/bank-word.ts';
import { fileOf, paymentIdOf, sepaId } from '../../../functions/payments/rails/sepa/sepa-ids.ts';
import { sepaReader } from '../../../functions/payments/rails/sepa/sepa-reader.ts';
import { camt054, OWN, pain002 } from '../../store/payments/bank-files.ts';

const PAY = 'pay_01KAB3VQ2E9M4T7Z0X5W8Y6R1C';
const FILE = 'file_01KAB3VQ2E9M4T7Z0X5W8Y6R1C';

const wordsOf = async (text: string, piece = 7): Promise<readonly BankWord[]> => {
  const bytes = Buffer.from(text);
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  };
  const words: BankWord[] = [];
  for await (const word of sepaReader.read(pieces())) words.push(word);
  return words;
};
const saidIn = async (text: string) =>
  (await wordsOf(text)).flatMap((word) => (word.about === 'payment' || word.about === 'file' ? [word.said] : []));

describe('ids in files', () => {
  test('lead back to what they were, and nothing else leads to anything of ours', () => {
    expect(paymentIdOf(sepaId(PAY))).toBe(PAY);
    expect(fileOf(sepaId(FILE))).toBe(FILE);
    for (const id of [undefined, '', 'NOTPROVIDED', PAY, sepaId(FILE), `${sepaId(PAY)}X`, sepaId(PAY).toLowerCase()])
      expect([id, paymentIdOf(id)]).toEqual([id, undefined]);
  });
});

describe('what a pain.002 says', () => {
  test.each([
    ['ACSC', { kind: 'settled', code: 'ACSC' }],
    ['ACCC', { kind: 'settled', code: 'ACCC' }],
    ['ACSP', { kind: 'accepted', code: 'ACSP' }],
    ['RCVD', { kind: 'accepted', code: 'RCVD' }],
    ['PDNG', { kind: 'noted', code: 'PDNG' }],
    ['ZZZZ', { kind: 'noted', code: 'ZZZZ' }],
  ])('of a payment by %s', async (status, said) => {
    expect(await saidIn(pain002(FILE, [{ payment: PAY, status }]))).toEqual([said]);
  });

  test('of a refusal bears the reason of the bank', async () => {
    const [said] = await saidIn(pain002(FILE, [{ payment: PAY, status: 'RJCT', reason: 'AC04' }]));
    expect(said).toMatchObject({ kind: 'refused', code: 'AC04' });
  });

  test('of a group is of its file, and nothing where the payments differ', async () => {
    expect(await wordsOf(pain002(FILE, [], { group: 'RJCT' }))).toContainEqual(
      expect.objectContaining({ about: 'file', file: FILE }),
    );
    expect(await saidIn(pain002(FILE, [{ payment: PAY, status: 'ACSC' }], { group: 'PART' }))).toHaveLength(1);
  });
});

describe('what a camt.054 says', () => {
  const booked = { amount: '10.00', payment: PAY } as const;
  test.each([
    ['a debit', { ...booked, direction: 'DBIT' as const }, 'settled'],
    ['a credit that is returned', { ...booked, direction: 'CRDT' as const, returned: 'AC04' }, 'returned'],
    ['a credit that is no return', { ...booked, direction: 'CRDT' as const }, 'to-do'],
    ['a return that is taken back', { ...booked, direction: 'DBIT' as const, returned: 'AC04' }, 'to-do'],
  ])('of %s', async (_, entry, kind) => {
    expect(await saidIn(camt054([entry]))).toMatchObject([{ kind }]);
  });

  test('has the amount and account that were booked, wherever its bytes are cut', async () => {
    for (const piece of [1, 2, 3, 1_000_000]) {
      const words = await wordsOf(camt054([{ ...booked, direction: 'DBIT' }]), piece);
      expect(words).toContainEqual(
        expect.objectContaining({ about: 'payment', payment: PAY, amount: 1_000n, currency: 'EUR', account: OWN.iban }),
      );
    }
  });

  test('is a return where the payment’s own code says so, within an entry that says no such thing', async () => {
    const code = '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>';
    const text = camt054([{ ...booked, direction: 'CRDT' }]).replace(
      '</CdtDbtInd></TxDtls>',
      () => `</CdtDbtInd>${code}</TxDtls>`,
    );
    expect(text).toContain(code);
    expect((await saidIn(text)).map(({ kind }) => kind)).toEqual(['returned']);
  });

  test('is nothing of ours where it is not booked, or bears another id', async () => {
    expect(await saidIn(camt054([{ ...booked, direction: 'DBIT', status: 'PDNG' }]))).toEqual([]);
    expect(await saidIn(camt054([{ amount: '10.00', direction: 'DBIT' }]))).toEqual([]);
  });

  test('of a whole file is of the file', async () => {
    expect(await wordsOf(camt054([{ amount: '12.30', direction: 'DBIT', file: FILE }]))).toContainEqual(
      expect.objectContaining({ about: 'file', file: FILE, amount: 1_230n }),
    );
  });
});
