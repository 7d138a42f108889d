import { parse } from 'csv-parse/sync';
import { CommandFailure } from '../../client/problem-error.ts';
import type { Gathering } from '../gathering.ts';
import { refusedExport } from '../refuse.ts';
import { fromDecimal, type SourceCurrencies } from '../source-currencies.ts';

const COLUMNS = ['account', 'currency', 'number'];

const rowsOf = (text: string): readonly (readonly string[])[] => {
  try {
    return parse(text, { trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    throw new CommandFailure(`The balances are not CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** The balances that bean-query computes, as CSV: `account,currency,number`. */
export const readBalancesCsv = (found: Gathering, text: string, currencies: SourceCurrencies): void => {
  const rows = rowsOf(text);
  if (rows[0]?.join(',') !== COLUMNS.join(','))
    throw refusedExport('line', 1, `the balances have the columns ${COLUMNS.join(', ')}, in this order.`);
  for (const [index, [account = '', currency = '', number = '']] of rows.entries()) {
    if (index === 0) continue;
    const code = currencies.code(currency);
    const minor = code === undefined ? undefined : fromDecimal(number, code);
    if (code === undefined)
      found.foreign(currency, index + 1, 'balance of another currency', `${number} ${currency} of ${account}`);
    else if (minor === undefined)
      throw refusedExport(
        'line',
        index + 1,
        `the balance ${JSON.stringify(number)} of ${account} is no amount in ${code}.`,
      );
    else found.stated.push({ account, currency: code, kind: 'posted', minor });
  }
};
