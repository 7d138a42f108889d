import { present } from '../../../kernel/core/assert.ts';
import { BadFile } from '../../../kernel/formats/bad-file.ts';
import { parseBic } from '../../../kernel/values/bic.ts';
import { parseCreditorReference } from '../../../kernel/values/creditor-reference.ts';
import { controlUnits } from '../../../kernel/values/decimal-amount.ts';
import { parseIban } from '../../../kernel/values/iban.ts';
import { type BankWord, UnreadableFile } from '../../model/bank-word.ts';
import type { FileFormat, FileHead, FileLine, Originator } from '../../model/file-rail.ts';
import { isSepa } from '../../model/payment.ts';
import { camtWords } from './camt-words.ts';
import type { CreditTransfer, Party, Remittance } from './format/credit-transfer.ts';
import { writePain001 } from './format/write-pain001.ts';
import { pain002Words } from './pain002-words.ts';
import { sepaId } from './sepa-ids.ts';

const partyOf = ({ name, iban, bic }: Pick<Originator, 'name' | 'iban' | 'bic'>): Party => {
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

const write = (head: FileHead, lines: AsyncIterable<FileLine>): AsyncIterable<string> => {
  const debtor = partyOf(head.originator);
  const id = sepaId(head.id);
  return writePain001({
    version: 'pain.001.001.09',
    messageId: id,
    createdAt: head.createdAt,
    initiatingParty: head.originator.name,
    parts: [
      {
        id,
        executionDate: head.day,
        debtor,
        batchBooking: true,
        totals: { count: head.count, units: controlUnits(head.sum, head.currency) },
        payments: transfersOf(lines),
      },
    ],
  });
};

/** The message's name stands in its first element: nothing of a bank comes before it but a declaration and comments. */
const LOOK_BYTES = 4_096;

async function* read(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<BankWord> {
  const pieces: Uint8Array[] = [];
  const rest = bytes[Symbol.asyncIterator]();
  let seen = 0;
  let ended = false;
  while (seen < LOOK_BYTES && !ended) {
    const { value, done } = await rest.next();
    ended = done === true;
    if (value === undefined) continue;
    pieces.push(value);
    seen += value.length;
  }
  const all = async function* () {
    yield* pieces;
    if (!ended) yield* { [Symbol.asyncIterator]: () => rest };
  };
  const beginning = Buffer.concat(pieces).subarray(0, LOOK_BYTES).toString('latin1');
  const form = /:(pain\.002|camt\.05[234])\./.exec(beginning)?.[1];
  if (form === undefined) throw new UnreadableFile('form-unknown', 'It is neither pain.002 nor camt.052 to 054.');
  try {
    yield* form === 'pain.002' ? pain002Words(all()) : camtWords(all());
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
    throw new UnreadableFile(error.fault, error.message, `line ${error.line}, ${error.pointer}`);
  }
}

/** SEPA's files: `pain.001.001.09` out; `pain.002`, `camt.053` and `camt.054` in. */
export const sepaFormat: FileFormat = { write, read };
