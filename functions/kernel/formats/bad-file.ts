/** What kind of a no a file gets. */
export type FileFault =
  /** Not UTF-8, or it declares to be something else. */
  | 'encoding'
  /** Not well-formed, or a line of another length. */
  | 'malformed'
  /** It ends before it is complete. */
  | 'cut'
  /** A document type with its entities, which no file of a bank needs. */
  | 'dtd'
  /** Deeper, longer or larger than any file of its kind. */
  | 'bounds'
  /** Another kind of message, or a version that is not read. */
  | 'version'
  /** Something that has to be there is not, or stands where it may not. */
  | 'structure'
  /** A value that its format or standard does not have. */
  | 'value'
  /** A count, sum or hash that is not what the file holds. */
  | 'totals';

/**
 * A file that is refused whole, for what stands on one line. The message is for whoever sent the file: it never holds the file's content.
 * A reader throws it at any time, also at the very end: nothing that it gave before may have had an effect.
 */
export class BadFile extends Error {
  override readonly name = 'BadFile';
  readonly fault: FileFault;
  /** From 1. */
  readonly line: number;
  /** Where in the file: a path of elements such as `/Document/CstmrCdtTrfInitn/PmtInf[1]/NbOfTxs`, or columns such as `columns 30-39`. */
  readonly pointer: string;
  constructor(fault: FileFault, at: { readonly line: number; readonly pointer: string }, detail: string) {
    super(`Line ${at.line}: ${detail}`);
    this.fault = fault;
    this.line = at.line;
    this.pointer = at.pointer;
  }
}
