const SPECIAL = /[&<>"']/;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as content or attribute of an XML document. Control characters have no form in XML 1.0: whoever writes has none. */
export const xmlText = (text: string): string =>
  SPECIAL.test(text) ? text.replaceAll(/[&<>"']/g, (char) => ESCAPES[char] ?? '') : text;
