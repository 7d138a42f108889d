import type { DeployedFunction, ReleaseRecord } from '../../../functions/registry/contract/release-record.ts';
import { nextRecord } from '../../../functions/registry/model/chain.ts';
import { historyOf } from '../../../functions/registry/model/history.ts';
import { LostRace } from '../../../functions/registry/model/log-errors.ts';
import type { Shifting } from '../../../functions/registry/store/canaries.ts';
import type { NamedResource } from '../../../functions/registry/store/named-resources.ts';
import type { ReleaseLog } from '../../../functions/registry/store/release-log.ts';
import type { DeploysFrom, ReleasePorts } from '../../../functions/registry/store/release-ports.ts';

/** The operator's machine stopped at this very step. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

interface Alias {
  version: string;
  weights: Record<string, number>;
  revision: number;
}

export const FUNCTIONS = ['api', 'relay'] as const;
type Name = (typeof FUNCTIONS)[number];

const aliasArn = (name: string): string => `arn:aws:lambda:eu-central-1:1:function:${name}:live`;
const nameOf = (alias: string): Name => (alias.split(':').at(-2) === 'api' ? 'api' : 'relay');
const pinOf = (name: string): string => `/folio/release/ledger/${name}/pin`;

/** AWS as a rollback sees it, in memory: aliases with revisions, pins, versions, stack, log. Time passes only when slept. */
export class World {
  readonly aliases: Record<Name, Alias>;
  readonly pins = new Map<string, string>(FUNCTIONS.map((name) => [pinOf(name), 'none']));
  readonly versions = new Map<
    string,
    { active: boolean; codeSha256: string; names: readonly NamedResource[]; at: number }
  >();
  records: readonly ReleaseRecord[] = [];
  deploysFrom: DeploysFrom = 'what-is-live';
  stack = 'UPDATE_COMPLETE';
  /** Deployments of CodeDeploy under way, and when the stack is back after they were stopped. */
  readonly canaries = new Set<string>();
  shifting: readonly Shifting[] = [];
  stackEndsAt = Number.POSITIVE_INFINITY;
  /** What a canary comes to between the order to stop it and its end. */
  canaryEnds: (() => void) | undefined;
  tables = new Set(['ledger-table']);
  /** Of what versions name besides tables. */
  readonly gone = new Set<string>();
  complaint: string | undefined;
  /** Versions that were run before they got traffic. */
  readonly warmed: string[] = [];
  clock = Date.parse('2026-11-22T10:00:00Z');
  /** Changes that an operator makes in total; one crashes when `crashAt` is reached: before it is made, or just after. */
  changes = 0;
  crashAt: { readonly change: number; readonly after: boolean } | undefined;
  /** Runs before the change of this number: somebody else, at the worst moment. */
  meanwhile: { readonly change: number; readonly act: () => void } | undefined;
  #next = 0;
  /** How often the functions were made anew. */
  #lives = 1;

  constructor() {
    this.aliases = { api: this.#born(), relay: this.#born() };
  }

  #born(): Alias {
    return { version: '0', weights: {}, revision: 1 };
  }

  /** What CloudFormation does: publishes, moves what no pin holds, records. */
  deploy(data: { readonly generation?: number; readonly floor?: number; readonly without?: Name } = {}): string {
    this.#next += 1;
    const version = String(this.#next);
    const functions: DeployedFunction[] = FUNCTIONS.filter((name) => name !== data.without).map((name) => {
      this.versions.set(`${name}:${version}`, {
        active: true,
        codeSha256: this.#hashOf(version),
        names: [{ kind: 'table', name: 'ledger-table' }],
        at: this.clock,
      });
      const pin = this.pins.get(pinOf(name)) ?? 'none';
      const live = pin === 'none' ? version : pin;
      this.point(name, live);
      const probe = name === 'api' ? 'health' : 'batch';
      return {
        name,
        alias: aliasArn(name),
        pin: pinOf(name),
        probe,
        template: version,
        live,
        codeSha256: this.#hashOf(version),
      };
    });
    const { generation: dataGeneration = 1, floor: dataFloor = 1 } = data;
    const event = { kind: 'deployed', stack: 'Folio-Ledger', functions, dataGeneration, dataFloor } as const;
    this.#write({ domain: 'ledger', at: this.clock, actor: 'cloudformation', event });
    return version;
  }

  /** The stack is gone and comes again: its functions count their versions from 1. */
  renew(): void {
    this.#next = 0;
    this.#lives += 1;
    this.versions.clear();
  }

  #hashOf(version: string): string {
    return `hash-${this.#lives}-${version}`;
  }

  /** Somebody moves an alias, by hand or by template. */
  point(name: Name, version: string, weights: Record<string, number> = {}): void {
    this.aliases[name] = { version, weights, revision: this.aliases[name].revision + 1 };
  }

  #write(entry: Parameters<ReleaseLog['append']>[1]): ReleaseRecord {
    const at = new Date(entry.at).toISOString();
    const record = nextRecord(this.records.at(-1), { ...entry, at });
    this.records = [...this.records, record];
    return record;
  }

  #change<T>(make: () => T): T {
    this.changes += 1;
    if (this.meanwhile?.change === this.changes) this.meanwhile.act();
    const crashes = this.crashAt?.change === this.changes;
    if (crashes && this.crashAt?.after === false) throw new Crash();
    const made = make();
    if (crashes) throw new Crash();
    return made;
  }

  get history() {
    return historyOf(this.records);
  }

  /** Everything that an operator can change, as one value to compare. */
  state(): unknown {
    return structuredClone({ aliases: this.aliases, pins: [...this.pins], records: this.records });
  }

  ports(actor = 'ann'): ReleasePorts {
    const known = (name: string, version: string) => this.versions.get(`${name}:${version}`);
    return {
      deploysFrom: this.deploysFrom,
      anchors: undefined,
      now: () => this.clock,
      sleep: async (ms) => {
        this.clock += ms;
      },
      actor,
      say: () => undefined,
      domains: async () => ['identity', 'ledger'],
      canaries: {
        running: async () => [...this.canaries],
        shifting: async () => this.shifting,
        stop: async (id) => {
          this.canaries.delete(id);
          this.canaryEnds?.();
          this.stackEndsAt = this.clock + 5_000;
        },
      },
      stackStatus: async () => {
        if (this.clock >= this.stackEndsAt) this.stack = 'UPDATE_ROLLBACK_COMPLETE';
        return this.stack;
      },
      exists: async ({ kind, name }) => (kind === 'table' ? this.tables.has(name) : !this.gone.has(name)),
      log: {
        read: async (domain) => (domain === 'ledger' ? this.records : []),
        append: async (records, entry) =>
          this.#change(() => {
            if (records.length !== this.records.length) throw new LostRace('taken');
            return this.#write(entry);
          }),
      },
      pins: {
        get: async (name) => this.pins.get(name),
        put: async (name, version) => this.#change(() => void this.pins.set(name, version)),
      },
      functions: {
        alias: async (arn) => {
          const { version, weights, revision } = this.aliases[nameOf(arn)];
          return { version, weights: { ...weights }, revisionId: String(revision) };
        },
        version: async (arn, version) => known(nameOf(arn), version),
        published: async (arn) =>
          [...this.versions]
            .filter(([key]) => key.startsWith(`${nameOf(arn)}:`))
            .map(([key, { at }]) => ({ version: key.split(':')[1] ?? '', at })),
        remove: async (arn, version) =>
          this.#change(() => {
            if (this.aliases[nameOf(arn)].version === version) throw new Error('an alias points at it');
            this.versions.delete(`${nameOf(arn)}:${version}`);
          }),
        move: async (arn, version, revisionId) =>
          this.#change(() => {
            const name = nameOf(arn);
            if (String(this.aliases[name].revision) !== revisionId) return 'stale';
            this.point(name, version);
            return 'moved';
          }),
        warm: async ({ name }, version) => void this.warmed.push(`${name}:${version}`),
        prove: async ({ alias }) => ({
          executedVersion: this.aliases[nameOf(alias)].version,
          complaint: this.complaint,
        }),
      },
    };
  }
}
