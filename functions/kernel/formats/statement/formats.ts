export const STATEMENT_FORMATS = ['camt', 'mt940', 'bai2', 'ofx', 'csv'] as const;
export type StatementFormat = (typeof STATEMENT_FORMATS)[number];
