/** Words by which banks and standards say that there is no reference. */
const NONE = /^(?:NONREF|NOTPROVIDED|NOT PROVIDED|NOTAVAILABLE|NOREF|KREF\+)?$/i;

/** The reference less its outer spaces; undefined where it says that there is none. */
export const reference = (text: string | undefined): string | undefined => {
  const trimmed = text?.trim() ?? '';
  return NONE.test(trimmed) ? undefined : trimmed;
};

/** Free text on one line; undefined where there is none. */
export const words = (text: string): string | undefined => {
  const joined = text.replace(/\s/g, ' ').split(' ').filter(Boolean).join(' ');
  return joined === '' ? undefined : joined;
};
