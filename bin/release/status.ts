import { UNPINNED } from '../../functions/registry/contract/custom-resource.ts';
import type { DeployedFunction } from '../../functions/registry/contract/release-record.ts';
import { PIN_FORGOTTEN_MS } from '../../functions/registry/model/forgotten-pins.ts';
import type { ReleasePorts } from './ports.ts';
import { type KnownHistory, readHistory } from './read-history.ts';

export interface FunctionStatus {
  readonly name: string;
  readonly pin: string;
  readonly alias: string;
  readonly weights: Readonly<Record<string, number>>;
  /** What the last deployment's template carries. */
  readonly template: string;
  readonly newest: string;
  /** What the log says is live. */
  readonly log: string;
  /** Empty when all agree. */
  readonly problems: readonly string[];
}

export interface DomainStatus {
  readonly domain: string;
  readonly release: number | undefined;
  readonly functions: readonly FunctionStatus[];
  readonly problems: readonly string[];
  /** True, and no reason to stop. */
  readonly notes: readonly string[];
}

/** Who moved the alias around the command last, as the watch has put it on record; CloudTrail may take minutes to tell it. */
const whoMoved = ({ records }: KnownHistory, name: string, alias: string): string => {
  const last = records.findLast(
    ({ event }) => event.kind === 'out-of-band' && event.function === name && event.version === alias,
  );
  if (last?.event.kind !== 'out-of-band') return '';
  return ` by ${last.actor} (${last.event.happenedAt})`;
};

const problemsOf = (status: Omit<FunctionStatus, 'problems'>, history: KnownHistory): readonly string[] => {
  const { name, pin, alias, weights, template, log } = status;
  const { awaitsDeploy } = history;
  const problems: string[] = [];
  if (Object.keys(weights).length > 0) problems.push(`${name} is being shifted: ${JSON.stringify(weights)}`);
  if (pin !== UNPINNED && pin !== alias) problems.push(`${name} is pinned to ${pin} and its alias stands at ${alias}`);
  if (alias !== log)
    problems.push(
      `the alias of ${name} stands at ${alias}, the log says ${log}: it was moved around the command${whoMoved(history, name, alias)}`,
    );
  if (pin === UNPINNED && alias !== template && alias === log && !awaitsDeploy)
    problems.push(`${name} is not pinned, and its alias stands at ${alias} where the template says ${template}`);
  return problems;
};

const statusOf = async (ports: ReleasePorts, history: KnownHistory, fn: DeployedFunction): Promise<FunctionStatus> => {
  const [alias, published, pin] = await Promise.all([
    ports.functions.alias(fn.alias),
    ports.functions.published(fn.alias),
    ports.pins.get(fn.pin),
  ]);
  const status = {
    name: fn.name,
    pin: pin ?? 'missing',
    alias: alias.version,
    weights: alias.weights,
    template: fn.template,
    newest: published.at(-1)?.version ?? 'none',
    log: history.live[fn.name] ?? 'nothing',
  };
  return { ...status, problems: problemsOf(status, history) };
};

const notesOf = (
  ports: ReleasePorts,
  history: KnownHistory,
  functions: readonly FunctionStatus[],
): readonly string[] => {
  const pinned = functions.some(({ pin }) => pin !== UNPINNED);
  const { pinnedAt, awaitsDeploy } = history;
  const age = pinned && pinnedAt !== undefined ? ports.now() - Date.parse(pinnedAt) : 0;
  return [
    ...(age > PIN_FORGOTTEN_MS
      ? [`pinned for ${Math.floor(age / 86_400_000)} days: deployments change nothing until "folio release unpin"`]
      : []),
    ...(awaitsDeploy ? ['unpinned: the next deployment moves the aliases to the template'] : []),
  ];
};

/** Where pins, aliases, template and log of a domain stand, and where they disagree. Changes nothing. */
export const domainStatus = async (ports: ReleasePorts, domain: string): Promise<DomainStatus> => {
  const history = await readHistory(ports, domain);
  const functions = await Promise.all(history.deployed.functions.map((each) => statusOf(ports, history, each)));
  const { open } = history;
  const unfinished =
    open === undefined
      ? []
      : [`a rollback by ${open.actor} (${open.at}) is not finished: "folio release resume ${domain}"`];
  const release = history.releases.findLast(({ versions }) =>
    functions.every(({ name, alias }) => versions[name] === alias),
  );
  return {
    domain,
    release: release?.number,
    functions,
    problems: [...unfinished, ...functions.flatMap(({ problems }) => problems)],
    notes: notesOf(ports, history, functions),
  };
};
