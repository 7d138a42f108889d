/** Each UTF-16 unit in its lower and upper form, which can be of different lengths (`ß` and `SS`). */
const formsOf = (pattern: string): readonly (readonly string[])[] =>
  pattern.split('').map((unit) => [...new Set([unit.toLowerCase(), unit.toUpperCase()])]);

/** The places in a text where a pattern that begins at `start` can end, its case left aside. */
const endsFrom = (forms: readonly (readonly string[])[], value: string, start: number): ReadonlySet<number> => {
  let ends: ReadonlySet<number> = new Set([start]);
  for (const each of forms) {
    const next = new Set<number>();
    for (const at of ends) for (const form of each) if (value.startsWith(form, at)) next.add(at + form.length);
    ends = next;
    if (ends.size === 0) break;
  }
  return ends;
};

/** Compares as EventBridge does: unit by unit, so that `ß` and `SS` are the same and `é` in two units is not `É` in one. */
export const equalsIgnoringCase = (pattern: string): ((value: string) => boolean) => {
  const forms = formsOf(pattern);
  return (value) => endsFrom(forms, value, 0).has(value.length);
};

export const startsIgnoringCase = (pattern: string): ((value: string) => boolean) => {
  const forms = formsOf(pattern);
  return (value) => endsFrom(forms, value, 0).size > 0;
};

export const endsIgnoringCase = (pattern: string): ((value: string) => boolean) => {
  const forms = formsOf(pattern);
  const longest = forms.reduce((sum, each) => sum + Math.max(...each.map(({ length }) => length)), 0);
  return (value) => {
    for (let at = Math.max(0, value.length - longest); at <= value.length; at += 1)
      if (endsFrom(forms, value, at).has(value.length)) return true;
    return false;
  };
};
