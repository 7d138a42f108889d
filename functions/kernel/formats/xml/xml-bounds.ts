/**
 * What no file of a bank comes near: an ISO 20022 message is some 20 elements deep and has one attribute at most beside namespaces. Its
 * longest text has 9,000 characters.
 */
export const XML_BOUNDS = {
  depth: 32,
  attributes: 16,
  attributeChars: 2_048,
  textChars: 20_000,
  nameChars: 128,
  /** Elements of one record, such as one transaction with its remittance information. */
  recordElements: 5_000,
  /** A tag, text or comment without an end: what the parser would otherwise collect until memory ends. */
  tokenChars: 262_144,
  fileBytes: 2_000_000_000,
} as const;

/** A chunk is parsed in slices of this size, so that what one slice gives is bounded whatever chunks a file comes in. */
export const SLICE_BYTES = 65_536;
