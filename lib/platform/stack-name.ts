import type { Deployment } from './deployment.ts';

/** `ledger` or `Ledger` -> `Folio-Ledger`, or `dev-Folio-Ledger` in the stage `dev`. */
export const stackName = ({ prefix }: Pick<Deployment, 'prefix'>, name: string): string =>
  `${prefix}Folio-${name.charAt(0).toUpperCase()}${name.slice(1)}`;
