import { UNPINNED } from '../../functions/registry/contract/custom-resource.ts';
import type { DeployedFunction } from '../../functions/registry/contract/release-record.ts';
import { PIN_FORGOTTEN_MS } from '../../functions/registry/model/forgotten-pins.ts';
import { expectedPins } from './expected-pins.ts';
import { nextDeployment, type Outlook, SAYS } from './next-deployment.ts';
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
  /** What the next deployment does to the alias, or would do if it were not pinned. */
  readonly next: Outlook;
  /** Empty when all agree. */
  readonly problems: readonly string[];
}

type Seen = Omit<FunctionStatus, 'problems'>;

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

/** A deployment after an un-pin that CloudFormation had no reason to move the alias in: it took the alias to stand there already. */
const stoodStill = ({ records }: KnownHistory, name: string, alias: string): boolean => {
  const last = records.findLast(({ event }) => event.kind === 'unpinned' && name in event.was);
  if (last?.event.kind !== 'unpinned' || last.event.was[name] !== alias) return false;
  const since = records.filter(({ seq }) => seq > last.seq).map(({ event }) => event.kind);
  return since.includes('deployed') && !since.includes('rollback-done');
};

/** Pin and log against each other: each is kept where the other cannot be changed with it. */
const pinProblems = (domain: string, { name, pin }: Seen, { open, records }: KnownHistory): readonly string[] => {
  const expected = expectedPins(records)(name);
  // One that is open has set it or has not.
  if (expected.includes(pin) || (open !== undefined && name in open.event.to)) return [];
  const [first = UNPINNED] = expected;
  const held = first === UNPINNED ? 'nothing holds it' : `it is pinned to ${first}`;
  const mend = first === UNPINNED ? `unpin ${domain}/${name}` : `rollback ${domain}/${name} --to ${first}`;
  return [`the pin of ${name} says ${pin}, the log says that ${held}: "folio release ${mend}" puts that right`];
};

const aliasProblems = ({ name, alias, log, pin, next, template }: Seen, history: KnownHistory): readonly string[] => {
  if (alias !== log)
    return [
      stoodStill(history, name, alias)
        ? `the alias of ${name} stands at ${alias}, the log says ${log}: the deployment after its un-pin had nothing to move. Deploy a changed release, or go to one with "folio release rollback --to"`
        : `the alias of ${name} stands at ${alias}, the log says ${log}: it was moved around the command${whoMoved(history, name, alias)}`,
    ];
  if (pin !== UNPINNED || next === 'agrees' || next === 'moves') return [];
  return [`${name} is not pinned, and its alias stands at ${alias} where the template says ${template}: ${SAYS[next]}`];
};

const problemsOf = (domain: string, status: Seen, history: KnownHistory): readonly string[] => {
  const { name, pin, alias, weights } = status;
  return [
    ...(Object.keys(weights).length > 0 ? [`${name} is being shifted: ${JSON.stringify(weights)}`] : []),
    ...(pin !== UNPINNED && pin !== alias ? [`${name} is pinned to ${pin} and its alias stands at ${alias}`] : []),
    ...pinProblems(domain, status, history),
    ...aliasProblems(status, history),
  ];
};

const statusOf = async (
  ports: ReleasePorts,
  domain: string,
  history: KnownHistory,
  fn: DeployedFunction,
): Promise<FunctionStatus> => {
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
    next: nextDeployment(ports.deploysFrom, fn, alias.version),
  };
  return { ...status, problems: problemsOf(domain, status, history) };
};

const notesOf = (
  ports: ReleasePorts,
  history: KnownHistory,
  functions: readonly FunctionStatus[],
): readonly string[] => {
  const pinned = functions.some(({ pin }) => pin !== UNPINNED);
  const { pinnedAt } = history;
  const moving = functions.filter(({ pin, next }) => pin === UNPINNED && next === 'moves').map(({ name }) => name);
  const age = pinned && pinnedAt !== undefined ? ports.now() - Date.parse(pinnedAt) : 0;
  return [
    ...(age > PIN_FORGOTTEN_MS
      ? [`pinned for ${Math.floor(age / 86_400_000)} days: deployments change nothing until "folio release unpin"`]
      : []),
    ...(moving.length > 0 ? [`unpinned: ${moving.join(', ')}: ${SAYS.moves}`] : []),
  ];
};

/** Where pins, aliases, template and log of a domain stand, and where they disagree. Changes nothing. */
export const domainStatus = async (ports: ReleasePorts, domain: string): Promise<DomainStatus> => {
  const history = await readHistory(ports, domain);
  const functions = await Promise.all(history.deployed.functions.map((each) => statusOf(ports, domain, history, each)));
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
