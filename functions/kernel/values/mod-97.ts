/** ISO 7064, MOD 97-10, over digits and letters (A is 10, Z is 35), without big numbers: the rest is carried along. */
export const mod97 = (text: string): number => {
  let rest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    rest = code <= 57 ? (rest * 10 + code - 48) % 97 : (rest * 100 + code - 55) % 97;
  }
  return rest;
};

/** The two check digits that make `text` + digits + nothing of a remainder of 1; `text` is what is checked, in its checked order. */
export const checkDigits97 = (text: string): string => String(98 - mod97(`${text}00`)).padStart(2, '0');
