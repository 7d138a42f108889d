import { localDate } from '../../../kernel/calendars/local-time.ts';
import { TARGET } from '../../../kernel/calendars/target.ts';
import { parseBic } from '../../../kernel/values/bic.ts';
import { parseIban } from '../../../kernel/values/iban.ts';
import { isSepaIban } from '../../../kernel/values/sepa-countries.ts';
import type { FileRail } from '../../model/file-rail.ts';
import { isSepa } from '../../model/payment.ts';
import type { Quote, Rail } from '../../model/rail.ts';
import { fileOnly } from '../file-only.ts';
import { sepaText } from './format/sepa-text.ts';

const DAY_MS = 86_400_000;
/** A file leaves after five days at most (Easter), and a bank has said by then what it says. */
const ANSWER_WITHIN_MS = 10 * DAY_MS;
/** 999,999,999.99 euro (SEPA Credit Transfer rulebook, AT-T002). */
const AMOUNT_MAX = 99_999_999_999n;
/** SEPA takes 70 characters of a name, and 140 of a text. */
const NAME_CHARS = 70;
const TEXT_CHARS = 140;
const ZONE = 'Europe/Berlin';
const TAKES = '{ "rail": "sepa", "name", "iban", "bic"? }: an account in the SEPA area, in EUR.';

const no = (pointer: string, detail: string): Quote => ({ kind: 'not-taken', pointer, detail });

const ibanFault = (text: string, now: number): string | undefined => {
  const parsed = parseIban(text);
  if (parsed.kind === 'fault') return parsed.detail;
  return isSepaIban(parsed.iban, localDate(now, ZONE)) ? undefined : 'The country of this IBAN is not in SEPA.';
};
const nameFault = (text: string): string | undefined => {
  const carried = sepaText(text, NAME_CHARS);
  return carried.kind === 'refused' ? carried.detail : undefined;
};
const bicFault = (text: string | undefined): string | undefined =>
  text === undefined || parseBic(text) !== undefined ? undefined : 'A BIC has 8 or 11 characters (ISO 9362).';

const quote: Rail['quote'] = ({ to, amount, currency, reference, now }) => {
  if (!isSepa(to)) return no('/to', TAKES);
  if (currency !== 'EUR') return no('/currency', 'SEPA pays in EUR.');
  if (amount > AMOUNT_MAX) return no('/amount', 'SEPA pays at most 999,999,999.99 euro at once.');
  const faults = [
    ['/to/name', nameFault(to.name)],
    ['/to/iban', ibanFault(to.iban, now)],
    ['/to/bic', bicFault(to.bic)],
  ] as const;
  for (const [pointer, detail] of faults) if (detail !== undefined) return no(pointer, detail);
  const text = reference === undefined ? undefined : sepaText(reference, TEXT_CHARS);
  return text?.kind === 'refused' ? no('/reference', text.detail) : { kind: 'taken' };
};

const files: FileRail = {
  extension: 'xml',
  media: 'application/xml',
  currency: 'EUR',
  linesMax: 100_000,
  // Seventeen digits of euro and cents in a control sum of eighteen.
  sumMax: 10n ** 17n - 1n,
  cutOff: { time: '14:00', zone: ZONE, calendar: TARGET },
  settlesOn: (day) => day,
  silence: undefined,
  ownOf: (originator) => ('iban' in originator ? originator.iban : ''),
  faults: (originator) => {
    if (!('iban' in originator)) return [{ member: '', detail: 'Over sepa: { "name", "iban", "bic"?, "cutOff"? }.' }];
    const { name, iban, bic } = originator;
    const parsed = parseIban(iban);
    const found = [
      { member: 'name', detail: nameFault(name) },
      { member: 'iban', detail: parsed.kind === 'fault' ? parsed.detail : undefined },
      { member: 'bic', detail: bicFault(bic) },
    ];
    return found.flatMap(({ member, detail }) => (detail === undefined ? [] : [{ member, detail }]));
  },
};

/** SEPA credit transfers by files: `pain.001` out, what a bank says of them by `pain.002` and `camt` in. */
export const sepaRail: Rail = {
  describe: {
    name: 'sepa',
    currencies: new Set(['EUR']),
    amountMax: AMOUNT_MAX,
    answerWithinMs: ANSWER_WITHIN_MS,
    recalls: true,
    timeZone: ZONE,
    refunds: false,
    takes: TAKES,
    files,
  },
  quote,
  ...fileOnly,
};
