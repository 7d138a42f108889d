/** None of the words below has more characters. */
const NONE_CHARS_MAX = 13;
/** Words by which banks and standards say that there is no reference. */
const NONE = /^(?:NONREF|NOTPROVIDED|NOT PROVIDED|NOTAVAILABLE|NOREF|KREF\+)?$/i;

/** The reference less its outer spaces; undefined where it says that there is none. */
export const reference = (text: string | undefined): string | undefined => {
  const trimmed = text?.trim() ?? '';
  return trimmed.length <= NONE_CHARS_MAX && NONE.test(trimmed) ? undefined : trimmed;
};

/** What keeps a text from being on one line with single spaces. */
const LOOSE = /^ | $| {2}|[^\S ]/;

/** Free text on one line; undefined where there is none. */
export const words = (text: string): string | undefined => {
  if (text === '') return undefined;
  if (!LOOSE.test(text)) return text;
  const joined = text.replace(/\s/g, ' ').split(' ').filter(Boolean).join(' ');
  return joined === '' ? undefined : joined;
};
