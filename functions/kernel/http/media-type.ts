/** Longer ones are refused unread: no media type that means JSON or a form comes near it. */
const CHARS_MAX = 256;
/** As many as anybody sends, and more. */
const PARAMETERS_MAX = 8;

/** What `Content-Type` says, in lower case where case means nothing. */
export interface MediaType {
  readonly essence: string;
  /** All that are given: two different ones contradict each other. */
  readonly charsets: readonly string[];
}

/** Cuts at `;` outside of quotes. Undefined for a comma there (the header was sent twice) and for a quote without an end. */
const partsOf = (text: string): readonly string[] | undefined => {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quoted && char === '\\') {
      at += 1;
      part += text[at] ?? '';
      continue;
    }
    if (char === '"') quoted = !quoted;
    if (!quoted && char === ',') return undefined;
    if (!quoted && char === ';') {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return quoted ? undefined : [...parts, part];
};

const unquoted = (value: string): string =>
  value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;

/**
 * Reads `type/subtype; name=value; name="value"` (RFC 9110, section 8.3.1). Every character is looked at once; parameters other
 * than the charset mean nothing to JSON (RFC 8259, section 11) and are passed over. Undefined for what is no media type.
 */
export const mediaType = (text: string): MediaType | undefined => {
  if (text.length > CHARS_MAX) return undefined;
  const [essence = '', ...parameters] = partsOf(text) ?? [];
  if (parameters.length > PARAMETERS_MAX) return undefined;
  const charsets = parameters.flatMap((parameter) => {
    const equals = parameter.indexOf('=');
    const name = parameter.slice(0, Math.max(0, equals)).trim().toLowerCase();
    return name === 'charset'
      ? [
          unquoted(parameter.slice(equals + 1).trim())
            .trim()
            .toLowerCase(),
        ]
      : [];
  });
  return { essence: essence.trim().toLowerCase(), charsets };
};
