/** A function as people call it: `ledger/api`. */
export interface FunctionName {
  readonly domain: string;
  readonly name: string;
}

/** `Folio-Ledger-ServiceSweepHoldsFunction7F0A1B2C-...` and its log group, `Folio-Ledger-ServiceSweepHoldsLogs...`. */
const PHYSICAL = /^([A-Za-z]+)-(?:Service)?([A-Za-z0-9]+?)(?:Function|Logs)[0-9A-F]{8}\b/;

const kebab = (words: string): string => words.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

/**
 * What CloudFormation's name of a function or of its log group stands for; undefined for anything else.
 * @param names what the names of the deployment's stacks begin with: `Folio-`, `dev-Folio-`
 */
export const functionNameOf = (physical: string, names: string): FunctionName | undefined => {
  if (!physical.startsWith(names)) return undefined;
  const [, domain, name] = PHYSICAL.exec(physical.slice(names.length)) ?? [];
  return domain === undefined || name === undefined ? undefined : { domain: kebab(domain), name: kebab(name) };
};

export const shown = ({ domain, name }: FunctionName): string => `${domain}/${name}`;
