const LEGAL_FORMS: ReadonlySet<string> = new Set(
  'AB AG BV CO CORP GMBH INC KG LLC LLP LTD NV OY PLC PTY SA SARL SAS SE SPA SRL UG'.split(' '),
);

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them.
const BEYOND_ASCII = /[^\u0000-\u007f]/;

const plain = (text: string): string =>
  (BEYOND_ASCII.test(text) ? text.normalize('NFD').replace(/\p{M}/gu, '') : text).toUpperCase();

/** A reference as it is compared: letters and digits alone, since banks change the rest. */
export const referenceKey = (text: string): string => plain(text).replace(/[^A-Z0-9]/g, '');

/** Shorter ones with a digit stand in many texts by chance. */
const WORD_CHARS_MIN = 6;
const WORDS_MAX = 40;

/** Words of free text that may be a reference: each with a digit, joined over hyphens, slashes and points. */
export const referenceWords = (text: string): readonly string[] => {
  const words = text
    .slice(0, 1_000)
    .split(/[\s,;:()+]/)
    .filter((word) => /\d/.test(word))
    .map(referenceKey)
    .filter((word) => word.length >= WORD_CHARS_MIN);
  return [...new Set(words)].slice(0, WORDS_MAX);
};

/** A name as it is compared: without accents, legal form and order. Empty where nothing is left. */
export const nameKey = (text: string | undefined): string =>
  plain(text ?? '')
    .split(/[^A-Z0-9]/)
    .filter((word) => word !== '' && !LEGAL_FORMS.has(word))
    .sort()
    .join(' ');

/** What banks leave of a long name at least. */
const NAME_CHARS_MIN = 6;

export type Agreement = 'agree' | 'differ' | 'unknown';

/** Whether two names are of one party: the same words in any order, or one the beginning of the other. */
export const namesAgree = (a: string | undefined, b: string | undefined): Agreement => {
  const [one, other] = [nameKey(a), nameKey(b)];
  if (one === '' || other === '') return 'unknown';
  if (one === other) return 'agree';
  const [short = '', long = ''] = [plain(a ?? ''), plain(b ?? '')]
    .map((name) => name.replace(/[^A-Z0-9]/g, ''))
    .toSorted((x, y) => x.length - y.length);
  return short.length >= NAME_CHARS_MIN && long.startsWith(short) ? 'agree' : 'differ';
};

/** As much of a reference has to be left, or the same, before it stands for the whole. */
export const SIMILAR_CHARS_MIN = 8;

/** `INV2024000012` and `INV2024000345` are of one kind. */
export const shapeOf = (key: string): string => key.replace(/\d/g, '9');

/** The bank kept the beginning alone. */
export const isCut = (bank: string, ours: string): boolean =>
  bank.length >= SIMILAR_CHARS_MIN && bank.length < ours.length && ours.startsWith(bank);

/** Two neighbours are swapped, and nothing else differs. */
export const isMisread = (bank: string, ours: string): boolean => {
  if (bank.length !== ours.length || bank.length < SIMILAR_CHARS_MIN) return false;
  let at = 0;
  while (at < bank.length && bank[at] === ours[at]) at += 1;
  return (
    at + 1 < bank.length &&
    bank[at] === ours[at + 1] &&
    bank[at + 1] === ours[at] &&
    bank.slice(at + 2) === ours.slice(at + 2)
  );
};
