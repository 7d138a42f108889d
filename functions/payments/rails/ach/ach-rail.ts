import { addBusinessDays, nextBusinessDay } from '../../../kernel/calendars/banking-calendar.ts';
import { FEDERAL_RESERVE } from '../../../kernel/calendars/federal-reserve.ts';
import { instantOf } from '../../../kernel/calendars/local-time.ts';
import type { Carried } from '../../../kernel/formats/carried.ts';
import { parseRoutingNumber } from '../../../kernel/values/routing-number.ts';
import type { FileRail, Originator } from '../../model/file-rail.ts';
import { isAch } from '../../model/payment.ts';
import type { Quote, Rail } from '../../model/rail.ts';
import { fileOnly } from '../file-only.ts';
import { ACH_ACCOUNT, ACH_AMOUNT_MAX, ADDENDA_CHARS, COMPANY_ID, COMPANY_NAME_CHARS } from './ach-bounds.ts';
import { achName, achText } from './format/ach-text.ts';

const DAY_MS = 86_400_000;
const ZONE = 'America/New_York';
const BANK_NAME_CHARS = 23;
const DESCRIPTION_CHARS = 10;
/** Twelve digits of cents in a file's control record. */
const SUM_MAX = 999_999_999_999n;
/**
 * A bank that returns an entry makes it available "by the opening of business on the second banking day following the settlement date"
 * (NACHA Operating Rules, subsection 3.8.1): a day more, and the network has said by its silence that the entry stays.
 */
const RETURN_DAYS = 3;
const RETURNED_BY = '12:00';
const TAKES =
  '{ "rail": "ach", "name", "routingNumber", "accountNumber", "accountKind": "checking" or "savings", "entryClass"?: "PPD" or "CCD" }: an account in the United States, in USD.';

const no = (pointer: string, detail: string): Quote => ({ kind: 'not-taken', pointer, detail });
const fault = (carried: Carried): string | undefined => (carried.kind === 'refused' ? carried.detail : undefined);
const routingFault = (text: string): string | undefined =>
  parseRoutingNumber(text) === undefined ? 'Nine digits of an ABA routing number, whose check digit fits.' : undefined;

const quote: Rail['quote'] = ({ to, amount, currency, reference }) => {
  if (!isAch(to)) return no('/to', TAKES);
  if (currency !== 'USD') return no('/currency', 'ACH pays in USD.');
  if (amount > ACH_AMOUNT_MAX) return no('/amount', 'ACH pays at most 99,999,999.99 dollars at once.');
  const account = ACH_ACCOUNT.test(to.accountNumber) ? undefined : '1 to 17 letters, digits, spaces and hyphens.';
  const faults = [
    ['/to/name', fault(achName(to.name))],
    ['/to/routingNumber', routingFault(to.routingNumber)],
    ['/to/accountNumber', account],
    ['/reference', reference === undefined ? undefined : fault(achText(reference, ADDENDA_CHARS))],
  ] as const;
  for (const [pointer, detail] of faults) if (detail !== undefined) return no(pointer, detail);
  return { kind: 'taken' };
};

const originatorFaults = (originator: Originator) => {
  if (!('companyId' in originator))
    return [
      {
        member: '',
        detail: 'Over ach: { "name", "routingNumber", "bankName", "companyId", "description"?, "cutOff"? }.',
      },
    ];
  const { name, routingNumber, bankName, companyId, description } = originator;
  const found = [
    { member: 'name', detail: fault(achText(name, COMPANY_NAME_CHARS)) },
    { member: 'routingNumber', detail: routingFault(routingNumber) },
    { member: 'bankName', detail: fault(achText(bankName, BANK_NAME_CHARS)) },
    {
      member: 'companyId',
      detail: COMPANY_ID.test(companyId) ? undefined : '10 capital letters and digits, as the bank gave it.',
    },
    {
      member: 'description',
      detail: description === undefined ? undefined : fault(achText(description, DESCRIPTION_CHARS)),
    },
  ];
  return found.flatMap(({ member, detail }) => (detail === undefined ? [] : [{ member, detail }]));
};

const files: FileRail = {
  extension: 'ach',
  media: 'text/plain',
  currency: 'USD',
  linesMax: 100_000,
  sumMax: SUM_MAX,
  // Before most banks' own cut-off for entries that settle on the next banking day.
  cutOff: { time: '17:00', zone: ZONE, calendar: FEDERAL_RESERVE },
  settlesOn: (day) => nextBusinessDay(FEDERAL_RESERVE, day),
  silence: {
    settlesAt: (day) =>
      instantOf({ date: addBusinessDays(FEDERAL_RESERVE, day, RETURN_DAYS), time: RETURNED_BY }, ZONE),
  },
  ownOf: (originator) => ('companyId' in originator ? originator.companyId : ''),
  faults: originatorFaults,
};

/** ACH credits by files: NACHA out; returns, notifications of change and acknowledgements in. */
export const achRail: Rail = {
  describe: {
    name: 'ach',
    currencies: new Set(['USD']),
    amountMax: ACH_AMOUNT_MAX,
    // Until the file that takes a payment along gives it a time of its own: files leave after five days at most.
    answerWithinMs: 10 * DAY_MS,
    recalls: true,
    timeZone: ZONE,
    refunds: false,
    takes: TAKES,
    files,
  },
  quote,
  ...fileOnly,
};
