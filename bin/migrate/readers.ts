import { readBeancount } from './beancount/read-beancount.ts';
import { readBlnk } from './blnk/read-blnk.ts';
import type { Book, SourceName } from './book.ts';
import { readFormance } from './formance/read-formance.ts';
import { readHledger } from './hledger/read-hledger.ts';
import type { SourceCurrencies } from './source-currencies.ts';
import { readTigerbeetle } from './tigerbeetle/read-tigerbeetle.ts';

/** An export as it was read. @throws CommandFailure with the place of what is cut, mixed or not known */
type Read = (text: string, currencies: SourceCurrencies, balances?: string) => Book;

export const READERS: Readonly<Record<SourceName, Read>> = {
  formance: readFormance,
  blnk: readBlnk,
  tigerbeetle: readTigerbeetle,
  beancount: readBeancount,
  hledger: readHledger,
};
