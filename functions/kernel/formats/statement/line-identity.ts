import { createHash } from 'node:crypto';
import type { BankLine, StatementHead } from './statement.ts';

/** A booked line, its account and a name that the same line has whenever its file is read again. */
const contentOf = ({ account, currency, identity }: StatementHead, line: BankLine): string =>
  JSON.stringify(
    line.uniqueId === undefined
      ? [
          account,
          currency,
          identity,
          line.state,
          line.bookedOn,
          line.valueOn ?? null,
          String(line.amount),
          line.reversal,
          line.code ?? null,
          line.ownerReference ?? null,
          line.bankReference ?? null,
          line.endToEndId ?? null,
          line.counterparty ?? null,
          line.counterpartyAccount ?? null,
          line.remittance ?? null,
        ]
      : [account, currency, 'unique', line.state, line.uniqueId],
  );

/** 120 bits: no two different lines share one by chance. */
const HEX_CHARS = 30;

/**
 * Names the lines of one file. Equal lines of one statement are counted, so three equal parking fees stay three. The same file
 * again gives the same names, so a second import adds none.
 */
export class LineIdentities {
  readonly #seen = new Map<string, number>();

  of(head: StatementHead, line: BankLine): string {
    const hash = createHash('sha256').update(contentOf(head, line)).digest('hex').slice(0, HEX_CHARS);
    const count = (this.#seen.get(hash) ?? 0) + 1;
    this.#seen.set(hash, count);
    return `${hash}:${count}`;
  }
}
