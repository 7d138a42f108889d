type Input = Readonly<Record<string, unknown>>;

/** What a service does of a batch when it does not do all of it, and what it gives back. */
export const halfOf = (operation: string, input: Input): { readonly done: Input; readonly left: object } => {
  const whole = { done: input, left: {} };
  if (operation !== 'BatchWriteItem' && operation !== 'BatchGetItem') return whole;
  const [[table, asked] = ['', undefined]] = Object.entries(input.RequestItems as Input);
  const isWrite = operation === 'BatchWriteItem';
  const all = (isWrite ? asked : (asked as { readonly Keys: unknown }).Keys) as readonly unknown[];
  if (all.length < 2) return whole;
  const middle = Math.ceil(all.length / 2);
  const of = (some: readonly unknown[]) => ({ [table]: isWrite ? some : { ...(asked as object), Keys: some } });
  const left = of(all.slice(middle));
  return {
    done: { ...input, RequestItems: of(all.slice(0, middle)) },
    left: isWrite ? { UnprocessedItems: left } : { UnprocessedKeys: left },
  };
};
