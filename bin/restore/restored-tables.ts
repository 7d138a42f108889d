import type { Restored } from './restore-table.ts';

/** The option of the deployment with another table in it: `ledger/Store=<table>@<label of its stream>`, one a comma. */
export const withTable = (said: string | undefined, place: string, { table, streamLabel }: Restored): string => {
  const others = (said ?? '').split(',').filter((one) => one !== '' && !one.startsWith(`${place}=`));
  return [...others, `${place}=${table}@${streamLabel}`].sort().join(',');
};
