/**
 * Whether a key is its own repetition, such as `k,k` or `a,b,a,b`: what an HTTP API makes of one header that was sent twice,
 * joined by a comma. Joined with a blank it is no key. A header that has one value means nothing then. Taken as it stands,
 * a key sent twice would be another key, and its payment a second one.
 */
export const sentTwice = (value: string): boolean => {
  const parts = value.split(',');
  const count = parts.length;
  for (let period = 1; period <= count / 2; period += 1) {
    if (count % period !== 0) continue;
    if (parts.every((part, index) => part === parts[index % period])) return true;
  }
  return false;
};
