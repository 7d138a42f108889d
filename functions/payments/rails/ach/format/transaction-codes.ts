import type { AccountKind, AchDirection } from './ach-file.ts';

/** Transaction codes of live entries (NACHA Operating Rules, appendix 3): 22 and 27 of checking accounts, 32 and 37 of savings. */
const CODES: Readonly<Record<AccountKind, Readonly<Record<AchDirection, string>>>> = {
  checking: { credit: '22', debit: '27' },
  savings: { credit: '32', debit: '37' },
};

export const transactionCodeOf = (kind: AccountKind, direction: AchDirection): string => CODES[kind][direction];

/**
 * Last digits: 1 for what comes back of credits, 2 live credits, 3 prenotes of credits, 4 zero dollars with remittance; 6 to 9 the same of
 * debits. First digits: 2 checking, 3 savings, 4 general ledger, 5 loan.
 */
export const directionOfCode = (code: string): AchDirection | undefined => {
  if (!/^[2-5][1-46-9]$/.test(code)) return undefined;
  return Number(code[1]) < 5 ? 'credit' : 'debit';
};
