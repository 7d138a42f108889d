import { hash } from 'node:crypto';
import { type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import { parseCivilDate } from '../../../kernel/values/civil-date.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import type { ProofPoint } from '../../model/bank/proof-point.ts';
import { pointKey, pointPieceKey } from './keys.ts';
import { packedItems, UNPACKED_MAX, unpacked } from './packed.ts';

/** Another release may keep points of another form: they are not read, and made anew. */
const FORM = 1;
/** The last slot has every 8,192nd point: thirty years of days. */
const SLOTS = 12;

/**
 * A point stands in the slot of the power of two that divides its number, and takes the place of the one before it there. So of the newest
 * points most are kept and of old ones few: a correction some points back finds one at most four times as far back.
 */
export const slotOf = (number: number): number => {
  let [left, slot] = [number, 0];
  for (; left % 2 === 0 && slot < SLOTS; left /= 2) slot += 1;
  return slot;
};

/** What is known of a point before its pieces are read. */
export interface PointHead extends Pick<ProofPoint, 'day' | 'said' | 'ledger'> {
  readonly slot: number;
  readonly pieces: number;
  readonly sha: string;
}

/** A sign that no text of a bank has: it marks whole numbers, and itself where a text begins with it. */
const MARK = '\u0001';
const written = (point: ProofPoint): string =>
  JSON.stringify(point, (_, one: unknown) =>
    typeof one === 'bigint'
      ? `${MARK}${one}`
      : typeof one === 'string' && one.startsWith(MARK)
        ? `${MARK}${MARK}${one}`
        : one,
  );
const read = (text: string): ProofPoint =>
  JSON.parse(text, (_, one: unknown) => {
    if (typeof one !== 'string' || !one.startsWith(MARK)) return one;
    return one.startsWith(MARK, 1) ? one.slice(2) : BigInt(one.slice(1));
  }) as ProofPoint;

const shaOf = (pieces: readonly Item[]): string => hash('sha256', pieces.map((item) => str(item, 'z')).join(''));

/** The items of a point, the one that names the others last; undefined where it is more than can be kept. */
export const pointItems = (
  { tenant, id }: Pick<BankAccount, 'tenant' | 'id'>,
  point: ProofPoint,
): readonly (readonly Item[])[] | undefined => {
  const bytes = Buffer.from(written(point));
  if (bytes.length > UNPACKED_MAX) return undefined;
  const slot = slotOf(point.number);
  const pieces = packedItems(bytes, (piece) => pointPieceKey(tenant, id, slot, piece));
  const head = {
    ...pointKey(tenant, id, slot),
    ...{ form: n(FORM), day: s(point.day), said: s(point.said), sha: s(shaOf(pieces)), pieces: n(pieces.length) },
    ...{ number: n(point.number), known: n(point.ledger.known), open: n(point.ledger.open) },
  };
  return [pieces, [head]];
};

/** Undefined where another release has written it. */
export const readPointHead = (item: Item): PointHead | undefined => {
  if (item.form?.N !== String(FORM)) return undefined;
  const day = present(parseCivilDate(str(item, 'day')), 'a point has a day');
  const ledger = { known: int(item, 'known'), open: int(item, 'open') };
  return {
    ...{ day, ledger, slot: slotOf(int(item, 'number')) },
    said: str(item, 'said'),
    pieces: int(item, 'pieces'),
    sha: str(item, 'sha'),
  };
};

/** Undefined where two have written at once: pieces of both lie there, and the point is made anew. What lies behind is of an earlier one. */
export const readPoint = ({ sha, pieces }: PointHead, items: readonly Item[]): ProofPoint | undefined => {
  const own = items.slice(0, pieces);
  return shaOf(own) === sha ? read(unpacked(own).toString()) : undefined;
};
