/** A type of event, `<domain>.*` or `*`. */
export const PATTERN = /^(?:\*|[a-z]+\.(?:\*|[A-Z][A-Za-z]*))$/;
