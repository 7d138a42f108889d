/** What each kind of edge says between its two ends, in words that need no glossary. */
const KINDS: Readonly<Record<string, string>> = {
  calls: 'calls',
  reads: 'reads',
  writes: 'writes',
  publishes: 'publishes events on',
  subscribes: 'takes events from',
  consumes: 'works off',
  exposes: 'is the way to',
  schedules: 'starts',
  authorizedBy: 'asks who may call',
  encryptedBy: 'is encrypted by',
  decrypts: 'decrypts with',
  signs: 'signs with',
  parksIn: 'parks failures in',
  reaches: 'exchanges with',
  notifies: 'notifies',
  watches: 'watches',
  takenBackBy: 'is taken back by',
  releasedBy: 'is released by',
  operates: 'operates',
  mentions: 'mentions, without a right to it,',
  unresolved: 'needs something unknown:',
};

export const kindWords = (kind: string, count = 1): string =>
  count > 1 ? `${KINDS[kind] ?? kind} (${count} times)` : (KINDS[kind] ?? kind);
