import { UNPINNED } from '../../contract/custom-resource.ts';
import type { DeployedFunction } from '../../contract/release-record.ts';
import { PIN_FORGOTTEN_MS } from '../../model/forgotten-pins.ts';
import type { Shifting } from '../../store/canaries.ts';
import type { ReleasePorts } from '../../store/release-ports.ts';
import { expectedPins } from './expected-pins.ts';
import { nextDeployment, type Outlook, SAYS } from './next-deployment.ts';
import { type KnownHistory, readHistory } from './read-history.ts';
import { isGone } from './removed.ts';
import { movesAliases } from './stack-state.ts';

export interface FunctionStatus {
  readonly name: string;
  /** The version that holds the alias; null where nothing does. */
  readonly pin: string | null;
  readonly alias: string;
  readonly weights: Readonly<Record<string, number>>;
  /** What the last deployment's template carries. */
  readonly template: string;
  readonly newest: string;
  /** What the log says is live. */
  readonly log: string;
  /** What the next deployment does to the alias, or would do if it were not pinned. */
  readonly next: Outlook;
  /** Where its alias is on the way to, under alarms; null where it stands. */
  readonly baking: { readonly from: string; readonly to: string; readonly endsAt: string | null } | null;
  /** Empty when all agree. */
  readonly problems: readonly string[];
}

/** As the parameter says it, `missing` where there is none. */
type Seen = Omit<FunctionStatus, 'problems' | 'pin'> & { readonly pin: string };

export interface DomainStatus {
  readonly domain: string;
  /** What is live; null where its functions are of no one release. A version that bakes is not live yet. */
  readonly release: number | null;
  /** It has left the app: nothing of it runs. */
  readonly removed: boolean;
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
        ? `the alias of ${name} stands at ${alias}, the log says ${log}: the deployment after its un-pin had nothing to move. Deploy a changed release, or go to one with "folio release rollback <domain> --to <release>"`
        : `the alias of ${name} stands at ${alias}, the log says ${log}: it was moved around the command${whoMoved(history, name, alias)}`,
    ];
  if (pin !== UNPINNED || next === 'agrees' || next === 'moves') return [];
  return [`${name} is not pinned, and its alias stands at ${alias} where the template says ${template}: ${SAYS[next]}`];
};

/** A deployment is under way and has led the alias where it is: that it is not as the log says is as it should be. */
const isOnItsWay = ({ baking, alias, weights, newest, log }: Seen, stack: Stack): boolean => {
  if (baking === null) return stack.isBusy && (alias === newest || alias === log) && Object.keys(weights).length === 0;
  const ours = new Set([baking.from, baking.to]);
  return [alias, ...Object.keys(weights)].every((each) => ours.has(each));
};

const problemsOf = (domain: string, status: Seen, history: KnownHistory, stack: Stack): readonly string[] => {
  const { name, pin, alias, weights } = status;
  if (isOnItsWay(status, stack)) return pinProblems(domain, status, history);
  return [
    ...(Object.keys(weights).length > 0 ? [`${name} is being shifted: ${JSON.stringify(weights)}`] : []),
    ...(pin !== UNPINNED && pin !== alias ? [`${name} is pinned to ${pin} and its alias stands at ${alias}`] : []),
    ...pinProblems(domain, status, history),
    ...aliasProblems(status, history),
  ];
};

/** What goes on in the stack of a domain right now. */
interface Stack {
  readonly shifting: readonly Shifting[];
  readonly isBusy: boolean;
}

const functionName = (alias: string): string => alias.split(':').at(-2) ?? '';

const bakingOf = ({ shifting }: Stack, { alias }: DeployedFunction): FunctionStatus['baking'] => {
  const found = shifting.find((each) => each.functionName === functionName(alias));
  if (found === undefined) return null;
  const { from, to, endsAt } = found;
  return { from, to, endsAt: endsAt === undefined ? null : new Date(endsAt).toISOString() };
};

const statusOf = async (
  ports: ReleasePorts,
  domain: string,
  history: KnownHistory,
  fn: DeployedFunction,
  stack: Stack,
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
    baking: bakingOf(stack, fn),
  };
  const problems = problemsOf(domain, status, history, stack);
  return { ...status, pin: status.pin === UNPINNED ? null : status.pin, problems };
};

const secondsLeft = (ports: ReleasePorts, endsAt: string | null): string =>
  endsAt === null ? '' : `, ${Math.max(0, Math.ceil((Date.parse(endsAt) - ports.now()) / 1000))} s left`;

const notesOf = (
  ports: ReleasePorts,
  history: KnownHistory,
  functions: readonly FunctionStatus[],
  stack: Stack,
): readonly string[] => {
  const pinned = functions.some(({ pin }) => pin !== null);
  const { pinnedAt } = history;
  const baking = functions.flatMap(({ name, baking }) =>
    baking === null ? [] : [`baking: ${name} ${baking.from} -> ${baking.to}${secondsLeft(ports, baking.endsAt)}`],
  );
  const still = functions.filter(({ baking }) => baking === null);
  const moving = still.filter(({ pin, next }) => pin === null && next === 'moves').map(({ name }) => name);
  const age = pinned && pinnedAt !== undefined ? ports.now() - Date.parse(pinnedAt) : 0;
  return [
    ...baking,
    ...(stack.isBusy && baking.length === 0 ? ['a deployment is under way'] : []),
    ...(age > PIN_FORGOTTEN_MS
      ? [
          `pinned for ${Math.floor(age / 86_400_000)} days: deployments change nothing until "folio release unpin <domain>"`,
        ]
      : []),
    ...(moving.length > 0 && !stack.isBusy ? [`unpinned: ${moving.join(', ')}: ${SAYS.moves}`] : []),
  ];
};

const removedStatus = (domain: string, { deployed }: KnownHistory): DomainStatus => ({
  domain,
  release: null,
  removed: true,
  functions: [],
  problems: [],
  notes: [`removed: its stack ${deployed.stack} is gone. Its log stays: "folio release history ${domain}"`],
});

/** The version of a function that counts: one that bakes may still be taken back. */
const countsAs = (stack: Stack, { alias, log, baking }: FunctionStatus): string =>
  baking === null && !stack.isBusy ? alias : log;

/** Where pins, aliases, template and log of a domain stand, and where they disagree. Changes nothing. */
export const domainStatus = async (ports: ReleasePorts, domain: string): Promise<DomainStatus> => {
  const history = await readHistory(ports, domain);
  const { open, deployed } = history;
  const [status, shifting] = await Promise.all([
    ports.stackStatus(deployed.stack),
    ports.canaries.shifting(deployed.stack),
  ]);
  if (isGone(status)) return removedStatus(domain, history);
  const stack = { shifting, isBusy: movesAliases(status) };
  const functions = await Promise.all(deployed.functions.map((each) => statusOf(ports, domain, history, each, stack)));
  const unfinished =
    open === undefined
      ? []
      : [`a rollback by ${open.actor} (${open.at}) is not finished: "folio release resume ${domain}"`];
  const release = history.releases.findLast(({ versions }) =>
    functions.every((each) => versions[each.name] === countsAs(stack, each)),
  );
  return {
    domain,
    release: release?.number ?? null,
    removed: false,
    functions,
    problems: [...unfinished, ...functions.flatMap(({ problems }) => problems)],
    notes: notesOf(ports, history, functions, stack),
  };
};
