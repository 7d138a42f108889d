/** What the bench uses of npm `mt940js` 1.3.5, which has no types of its own. */
declare module 'mt940js' {
  export class Parser {
    parse(text: string): readonly { readonly transactions: readonly object[] }[];
  }
}
