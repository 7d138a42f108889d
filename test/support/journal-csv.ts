/** The sample journal as the table that `folio import` takes (columns: see `parseCsvJournal`). */
const COLUMNS = [
  'record',
  'key',
  'account',
  'currency',
  'direction',
  'amount',
  'effectiveAt',
  'description',
  'normalBalance',
  'overdraft',
];

const cell = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

export const journalAsCsv = (jsonl: string): string => {
  const rows: Record<string, string>[] = [];
  for (const line of jsonl.split('\n').filter((one) => one !== '')) {
    const { account, transaction } = JSON.parse(line);
    if (account !== undefined) rows.push({ record: 'account', ...account, account: account.id });
    for (const entry of transaction?.entries ?? []) rows.push({ record: 'entry', ...transaction, ...entry });
  }
  return [COLUMNS, ...rows.map((row) => COLUMNS.map((name) => cell(row[name] ?? '')))]
    .map((one) => one.join(','))
    .join('\n');
};
