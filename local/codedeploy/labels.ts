import type { ResourceRecord } from '../services.ts';

interface Asked {
  readonly Domain?: unknown;
  readonly Functions?: readonly { readonly Name?: unknown; readonly Function?: unknown }[];
}

/** CloudFormation adds to the stack and the logical id what tells this function from others of the name. */
const MADE_UP = /^([\w-]+?)(?:Function)?[0-9A-F]{0,8}-[0-9A-Z]{12}$/;

/** What people call a function (`ledger/api`), by the resource of its stack that asks new versions; else its name without what was made up. */
export const labelOf =
  (resources: () => readonly ResourceRecord[]) =>
  (functionName: string): string => {
    for (const { type, properties } of resources()) {
      if (type !== 'Custom::NewVersions') continue;
      const { Domain, Functions = [] } = properties as Asked;
      const found = Functions.find((each) => each.Function === functionName);
      if (found !== undefined) return `${String(Domain)}/${String(found.Name)}`;
    }
    return functionName.replace(MADE_UP, '$1');
  };
