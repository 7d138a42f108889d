import { present } from '../../../kernel/core/assert.ts';
import type { DeployedFunction, ReleaseRecord, RollbackBegun } from '../../contract/release-record.ts';
import { ReleaseRefused } from '../../model/log-errors.ts';
import type { Proof, ReleasePorts } from '../../store/release-ports.ts';

/** A rollback whose intent is on record: what is left to do can be done again from the start, by anybody, at any time. */
export interface Begun {
  readonly records: readonly ReleaseRecord[];
  readonly seq: number;
  /** Milliseconds since the epoch at which it began. */
  readonly at: number;
  readonly event: RollbackBegun;
  readonly domain: string;
  readonly functions: readonly DeployedFunction[];
}

/** A deployment that ends at this very moment moves the alias once. More moves mean that another operator works against this one. */
const MOVES_MAX = 3;
/** Lambda may go on for some seconds to run the version before; a cold start takes a few more. */
const PROVE_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 100;

const targetOf = ({ event }: Begun, name: string): string => present(event.to[name], `${name} has a target`);

/** Moves an alias only from where the operator saw it, or from the target: anything else was decided by another hand since. */
const move = async (ports: ReleasePorts, begun: Begun, { name, alias }: DeployedFunction): Promise<void> => {
  const to = targetOf(begun, name);
  for (let attempt = 1; attempt <= MOVES_MAX; attempt += 1) {
    const { version, weights, revisionId } = await ports.functions.alias(alias);
    if (version === to && Object.keys(weights).length === 0) return;
    if (version !== to && version !== begun.event.from[name]) {
      throw new ReleaseRefused(
        `The alias of ${name} was moved to ${version} meanwhile. The rollback is left open: "folio release status" shows where all stand, "folio release resume ${begun.domain} --give-up" ends it.`,
      );
    }
    if ((await ports.functions.move(alias, to, revisionId)) === 'moved') return;
  }
  throw new ReleaseRefused(
    `Somebody else keeps moving the alias of ${name}. Stop that, and run "folio release resume ${begun.domain}".`,
  );
};

const whyNot = (to: string, { executedVersion, complaint = '' }: Proof): string => {
  if (executedVersion === '') return complaint;
  return executedVersion === to
    ? `version ${to} answers, and it is not well: ${complaint}`
    : `version ${executedVersion} still answers`;
};

const prove = async (ports: ReleasePorts, begun: Begun, fn: DeployedFunction): Promise<void> => {
  const to = targetOf(begun, fn.name);
  const until = ports.now() + PROVE_WITHIN_MS;
  for (;;) {
    const proof = await ports.functions.prove(fn);
    if (proof.executedVersion === to && proof.complaint === undefined) return;
    if (ports.now() >= until) {
      throw new ReleaseRefused(
        `${fn.name} is pinned and moved to ${to}, but not proved: ${whyNot(to, proof)}. Run "folio release resume ${begun.domain}" when that has changed.`,
      );
    }
    await ports.sleep(ASK_EVERY_MS);
  }
};

/**
 * Pins all, moves all, proves all, closes. The pins come first: from then on every deployment leads to the rollback's versions. So
 * a crash in between is finished by the next deployment or by `resume`, and never undone.
 */
export const carryOut = async (ports: ReleasePorts, begun: Begun): Promise<number> => {
  const { functions, domain } = begun;
  const pinned = await Promise.all(functions.map(({ pin }) => ports.pins.get(pin)));
  for (const [index, { name, pin }] of functions.entries()) {
    const to = targetOf(begun, name);
    // One after another: SSM takes some three changes a second from an account.
    if (pinned[index] !== to) await ports.pins.put(pin, to);
  }
  for (const each of functions) await move(ports, begun, each);
  await Promise.all(functions.map((each) => prove(ports, begun, each)));
  const at = ports.now();
  const durationMs = Math.max(0, Math.round(at - begun.at));
  const event = { kind: 'rollback-done', begun: begun.seq, to: begun.event.to, durationMs } as const;
  await ports.log.append(begun.records, { domain, at, actor: ports.actor, event });
  return durationMs;
};
