import { type BankWord, UnreadableFile } from './bank-word.ts';

/** ISO 20022 has 35 characters for an id or a code (Max35Text), NACHA fewer; a page of a message adds its number. */
const OWN_ID_CHARS_MAX = 140;
const CODE_CHARS_MAX = 64;
/** A bank says something of a whole file of ours once for the message, once for its one part, and once where it is booked. */
const WORDS_OF_ONE_FILE_MAX = 8;
/** Files of ours that one file of a bank speaks of: more than a rail writes in years. */
const FILES_MAX = 10_000;

const bounds = (place: string | undefined, detail: string): UnreadableFile =>
  new UnreadableFile('bounds', detail, place);

/**
 * Holds what a bank's file says within what its formats have room for, before any of it counts: ids become keys, codes are kept with
 * payments, and a word about a whole file is work for each of its payments.
 */
export class WordBounds {
  readonly #ofFile = new Map<string, number>();

  /** @throws UnreadableFile `bounds` */
  check(word: BankWord): void {
    if (word.about === 'itself' && word.ownId.length > OWN_ID_CHARS_MAX)
      throw bounds(undefined, `The id of the message has more than ${OWN_ID_CHARS_MAX} characters.`);
    if ((word.about === 'payment' || word.about === 'file') && word.said.code.length > CODE_CHARS_MAX)
      throw bounds(word.place, `A code has more than ${CODE_CHARS_MAX} characters.`);
    if (word.about === 'file') this.#count(word);
  }

  #count({ file, place }: Extract<BankWord, { about: 'file' }>): void {
    const count = (this.#ofFile.get(file) ?? 0) + 1;
    this.#ofFile.set(file, count);
    if (count > WORDS_OF_ONE_FILE_MAX)
      throw bounds(place, `More than ${WORDS_OF_ONE_FILE_MAX} statuses or bookings are of one whole file of yours.`);
    if (this.#ofFile.size > FILES_MAX) throw bounds(place, `More than ${FILES_MAX} files of yours are named.`);
  }
}
