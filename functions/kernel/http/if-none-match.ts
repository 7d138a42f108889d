const plain = (tag: string): string => tag.trim().replace(/^W\//, '');

/** Whether what a client has is still what it would get: a list of tags, weak comparison, or `*` (RFC 9110, section 13.1.2). */
export const isUnchanged = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => plain(tag) === plain(etag)));
