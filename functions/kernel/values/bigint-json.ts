/** JSON in which whole numbers that no double holds are texts of digits, as amounts are everywhere in the API. */
export const bigintJson = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one));
