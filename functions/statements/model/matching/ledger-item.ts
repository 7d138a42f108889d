import type { LedgerItem } from './items.ts';

/** Keys of metadata under which clients keep what a bank may say again. */
const REFERENCES = ['endToEndId', 'end_to_end_id', 'reference', 'bankReference'];
const COUNTERPARTIES = ['counterparty', 'name', 'payee'];

/** What a transaction says of itself, beside its entries. */
export interface Told {
  readonly reference: string | undefined;
  readonly description: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What our own statements call an entry in a bank's format. */
const ownName = (transactionId: string, version: number): string => `${transactionId.replace('txn_', '')}-${version}`;

export const entryId = (transactionId: string, version: number): string => `${transactionId}/${version}`;

/** An entry with all that a bank's line may say again of its transaction. */
export const ledgerItem = (
  {
    transactionId,
    version,
    on,
    amount,
  }: Pick<LedgerItem, 'on' | 'amount'> & {
    readonly transactionId: string;
    readonly version: number;
  },
  { reference, description, metadata }: Told,
): LedgerItem => ({
  id: entryId(transactionId, version),
  ...{ on, amount },
  counterparty: COUNTERPARTIES.map((key) => metadata[key]).find((one) => one !== undefined) ?? description,
  references: [
    ...(reference === undefined ? [] : [reference]),
    ownName(transactionId, version),
    ...REFERENCES.flatMap((key) => metadata[key] ?? []),
  ],
});
