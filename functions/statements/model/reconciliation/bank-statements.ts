import { LineIdentities } from '../../../kernel/formats/statement/line-identity.ts';
import type { StatementHead, StatementPart } from '../../../kernel/formats/statement/statement.ts';
import { addDays, type CivilDate } from '../../../kernel/values/civil-date.ts';
import type { BankItem } from '../matching/items.ts';
import { withoutCorrected } from './corrections.ts';
import { withNotifications } from './notified.ts';
import { type MissingPage, withPagesJoined } from './pages.ts';
import { booked, type NamedLine, type TakenStatement } from './taken-statement.ts';

/** Makes statements of the parts of one file, which is whole: nothing of it counts before its last part has come. */
export class FileTaking {
  readonly #identities = new LineIdentities();
  readonly #statements: TakenStatement[] = [];
  #open: { readonly head: StatementHead; readonly lines: NamedLine[] } | undefined;
  #count = 0;

  /** How many lines it holds by now. */
  get count(): number {
    return this.#count;
  }

  take(part: StatementPart): void {
    if (part.kind === 'opened') this.#open = { head: part.head, lines: [] };
    else if (part.kind === 'line' && this.#open !== undefined) {
      this.#open.lines.push({ id: this.#identities.of(this.#open.head, part.line), line: part.line });
      this.#count += 1;
    } else if (part.kind === 'closed' && this.#open !== undefined) {
      const { head, lines } = this.#open;
      this.#open = undefined;
      const opening = part.end.opening ?? head.opening;
      const { closing } = part.end;
      const moved = booked(lines).reduce((sum, { line }) => sum + line.amount, 0n);
      const days = [
        ...lines.map(({ line }) => line.bookedOn),
        ...(closing === undefined ? [] : [closing.on]),
      ].toSorted();
      const last = days.at(-1) ?? opening?.on;
      if (last === undefined) return; // neither a line nor a balance: nothing was said
      this.#statements.push({
        account: head.account,
        currency: head.currency,
        identity: head.identity,
        from: days[0] ?? last,
        to: last,
        opening: opening?.amount ?? (closing === undefined ? undefined : closing.amount - moved),
        closing: closing?.amount ?? (opening === undefined ? undefined : opening.amount + moved),
        lines,
        createdAt: head.createdAt,
        page: head.page,
        notifies: head.notifies === true,
      });
    }
  }

  get statements(): readonly TakenStatement[] {
    return this.#statements;
  }
}

/** A statement that opens with another balance than the one before it closed with. */
export interface Gap {
  readonly after: CivilDate;
  readonly before: CivilDate;
  readonly closed: bigint;
  readonly opens: bigint;
}

export interface Joined {
  readonly statements: readonly TakenStatement[];
  readonly lines: readonly NamedLine[];
  /** Lines of statements that were there before. */
  readonly again: number;
  readonly pending: number;
  readonly gaps: readonly Gap[];
  readonly missingPages: readonly MissingPage[];
  /** Statements that a later one of their identity took the place of. */
  readonly replaced: number;
  /** Lines of notifications that no statement holds: they are in no balance. */
  readonly unstated: readonly NamedLine[];
}

/** The one order of statements. */
export const byDays = (a: Pick<TakenStatement, 'from' | 'to'>, b: Pick<TakenStatement, 'from' | 'to'>): number =>
  a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : a.to > b.to ? 1 : 0;

/** The newest statement of the days that were joined before. */
export interface LastStatement {
  readonly to: CivilDate;
  readonly closing: bigint | undefined;
}

/** Which days are joined, where they are not all: those behind `day`, of statements that begin up to `until`. */
export interface JoinedDays {
  readonly before: { readonly day: CivilDate; readonly last: LastStatement } | undefined;
  readonly until: CivilDate | undefined;
  /** Whether the account has statements and not notifications alone. */
  readonly isStated: boolean;
}

/**
 * Statements of one account in the order of their days; a line that was there before adds nothing. Of some days it takes every statement
 * that has one of them: what those before have said is told again by none.
 */
export const joined = (statements: readonly TakenStatement[], days?: JoinedDays): Joined => {
  const { kept: counting, replaced } = withoutCorrected(statements);
  const paged = withPagesJoined(counting);
  const { statements: told, unstated } = withNotifications(paged.statements, days?.isStated);
  const [before, until] = [days?.before, days?.until];
  const sorted = told.filter(({ from }) => until === undefined || from <= until).toSorted(byDays);
  const seen = new Map<string, NamedLine>();
  const gaps: Gap[] = [];
  const kept: TakenStatement[] = [];
  const names = new Set<string>();
  let [again, pending] = [0, 0];
  for (const statement of sorted) {
    const fresh = booked(statement.lines).filter(({ id }) => !seen.has(id));
    const repeated = booked(statement.lines).length - fresh.length;
    again += repeated;
    pending += statement.lines.filter(({ line }) => line.state === 'pending').length;
    for (const named of fresh) seen.set(named.id, named);
    if (before !== undefined && statement.from <= before.day) continue;
    const last = kept.at(-1) ?? before?.last;
    const name = JSON.stringify([statement.identity, statement.from, statement.to]);
    if (names.has(name) && fresh.length === 0) continue;
    names.add(name);
    if (
      last?.closing !== undefined &&
      statement.opening !== undefined &&
      last.closing !== statement.opening &&
      repeated === 0
    )
      gaps.push({ after: last.to, before: statement.from, closed: last.closing, opens: statement.opening });
    kept.push(statement);
  }
  const lines = [...seen.values()].filter(
    ({ line }) =>
      (before === undefined || line.bookedOn > before.day) && (until === undefined || line.bookedOn <= until),
  );
  return {
    ...{ statements: kept, lines, again, pending, gaps, missingPages: paged.missing },
    ...{ replaced: replaced.length, unstated },
  };
};

export const bankItem = ({ id, line }: NamedLine): BankItem => ({
  id,
  on: line.bookedOn,
  amount: line.amount,
  endToEndId: line.endToEndId,
  ownerReference: line.ownerReference,
  counterparty: line.counterparty,
  remittance: line.remittance,
  reversal: line.reversal,
  parts: line.parts,
});

/** Days around those of the bank in which an entry may lie that one of its lines means. */
export const around = (from: CivilDate, to: CivilDate, days: number) => ({
  first: addDays(from, -days),
  last: addDays(to, days),
});
