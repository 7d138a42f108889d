/** DynamoDB's published quotas ("Quotas in Amazon DynamoDB" and "Constraints", developer guide). */
export const LIMITS = {
  /** Names and values together. */
  itemBytes: 400 * 1024,
  transactItems: 100,
  transactBytes: 4 * 1024 * 1024,
  pageBytes: 1024 * 1024,
  partitionKeyBytes: 2048,
  sortKeyBytes: 1024,
  nesting: 32,
  expressionBytes: 4096,
  /** Operators and functions of one expression. */
  expressionOperators: 300,
  /** Operands of one `IN`. */
  inOperands: 100,
  /** Of a placeholder, and of all names or values of a call. */
  placeholderBytes: 255,
  placeholdersBytes: 2 * 1024 * 1024,
  numberDigits: 38,
  batchGetKeys: 100,
  batchGetBytes: 16 * 1024 * 1024,
  batchWriteItems: 25,
  attributeNameBytes: 65_535,
  keyNameBytes: 255,
  globalIndexes: 20,
  requestBytes: 16 * 1024 * 1024,
  streamRecords: 1_000,
  /** For how long a `ClientRequestToken` is remembered. */
  tokenMs: 600_000,
  /** Items that expired longer ago than this are left alone (five years). */
  expiryAgeSeconds: 5 * 365 * 86_400,
  /** Stream records that nobody reads are kept for a day. */
  streamSeconds: 86_400,
} as const;
