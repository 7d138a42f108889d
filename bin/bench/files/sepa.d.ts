/** What the bench uses of npm `sepa` 3.0.0, which has no types of its own. */
declare module 'sepa' {
  interface PaymentInfo {
    createTransaction(): object;
    addTransaction(transaction: object): void;
  }
  class SepaDocument {
    constructor(message: string);
    readonly grpHdr: object;
    createPaymentInfo(): PaymentInfo;
    addPaymentInfo(part: PaymentInfo): void;
    toString(): string;
  }
  const SEPA: { readonly Document: typeof SepaDocument };
  // biome-ignore lint/style/noDefaultExport: the package has it so.
  export default SEPA;
}
