/** The generated types take no readonly lists. */
type Listed<V> = V extends readonly (infer E)[] ? E[] : V;

/** Members that may be undefined become optional: absence, and not the value `undefined`, is what a request can say. */
type Said<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: Listed<T[K]> } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Listed<Exclude<T[K], undefined>>;
};

/** What was said on the line: options that were not are left out. */
export const said = <T extends object>(options: T): Said<T> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Said<T>;
