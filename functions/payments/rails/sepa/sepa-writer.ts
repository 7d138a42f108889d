import { present } from '../../../kernel/core/assert.ts';
import { parseBic } from '../../../kernel/values/bic.ts';
import { parseCreditorReference } from '../../../kernel/values/creditor-reference.ts';
import { controlUnits } from '../../../kernel/values/decimal-amount.ts';
import { parseIban } from '../../../kernel/values/iban.ts';
import type { FileHead, FileLine, FileWriter, SepaOriginator } from '../../model/file-rail.ts';
import { isSepa } from '../../model/payment.ts';
import type { CreditTransfer, Party, Remittance } from './format/credit-transfer.ts';
import { writePain001 } from './format/write-pain001.ts';
import { sepaId } from './sepa-ids.ts';

const partyOf = ({ name, iban, bic }: Pick<SepaOriginator, 'name' | 'iban' | 'bic'>): Party => {
  const parsed = parseIban(iban);
  return {
    name,
    iban: present(parsed.kind === 'iban' ? parsed.iban : undefined, 'an IBAN was checked when it was given'),
    bic: bic === undefined ? undefined : present(parseBic(bic), 'a BIC was checked when it was given'),
  };
};

const remittanceOf = (reference: string): Remittance => {
  const structured = parseCreditorReference(reference);
  return structured === undefined
    ? { kind: 'unstructured', text: reference }
    : { kind: 'structured', reference: structured };
};

async function* transfersOf(lines: AsyncIterable<FileLine>): AsyncGenerator<CreditTransfer> {
  for await (const { payment, to, amount, currency, reference } of lines) {
    const creditor = partyOf(present(isSepa(to) ? to : undefined, 'a file of SEPA pays over SEPA'));
    const remittance = reference === undefined ? undefined : remittanceOf(reference);
    yield { endToEndId: sepaId(payment), amount, currency, creditor, remittance };
  }
}

const write = (head: FileHead, lines: () => AsyncIterable<FileLine>): AsyncIterable<string> => {
  const { originator } = head;
  const debtor = partyOf(present('iban' in originator ? originator : undefined, 'who pays over SEPA has an IBAN'));
  const id = sepaId(head.id);
  return writePain001({
    version: 'pain.001.001.09',
    messageId: id,
    createdAt: head.createdAt,
    initiatingParty: originator.name,
    parts: [
      {
        id,
        executionDate: head.day,
        debtor,
        batchBooking: true,
        totals: { count: head.count, units: controlUnits(head.sum, head.currency) },
        payments: transfersOf(lines()),
      },
    ],
  });
};

/** SEPA's files for banks: `pain.001.001.09`. */
export const sepaWriter: FileWriter = { write };
