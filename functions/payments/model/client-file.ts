import type { ClientMessage, Origin } from './batch.ts';

/** A place of a file: its line, and the path of its element. */
export interface FilePlace {
  readonly line: number;
  readonly pointer: string;
}

export interface FileFault extends FilePlace {
  /** A problem's slug. */
  readonly code: string;
  readonly detail: string;
}

/** One payment of a client's own file. */
export interface ClientFileLine {
  readonly origin: Origin;
  readonly at: FilePlace;
  /** As a body of createPayment, but for who pays. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  /** Why it is no payment. */
  readonly fault?: FileFault | undefined;
}

/** Payments of one debtor and day. */
export interface ClientFilePart {
  readonly at: FilePlace;
  readonly debtor: string;
  readonly lines: readonly ClientFileLine[];
}

/** What a client's own file says, or why nothing of it counts. */
export type ClientFile =
  | { readonly kind: 'read'; readonly message: ClientMessage; readonly parts: readonly ClientFilePart[] }
  | { readonly kind: 'refused'; readonly fault: FileFault };

export type ReadClientFile = (content: string) => Promise<ClientFile>;
