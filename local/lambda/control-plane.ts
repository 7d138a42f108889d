import { randomUUID } from 'node:crypto';
import { type AliasRecord, type Configuration, type FunctionRecord, sameBehaviour } from './function-record.ts';
import type { FunctionStore } from './function-store.ts';
import { aliasView, functionView } from './function-view.ts';
import type { AliasChange, AliasView, FunctionView } from './functions.ts';
import { LambdaFault } from './lambda-fault.ts';
import { functionArn, parseTarget, type Target } from './target.ts';

export type Settings = Omit<Configuration, 'lastModified' | 'revisionId'>;

const STALE_ALIAS =
  'The RevisionId provided does not match the latest RevisionId of the alias. Call the GetAlias API to retrieve the latest RevisionId.';

const missing = (name: string, qualifier?: string): LambdaFault =>
  new LambdaFault('ResourceNotFoundException', `Function not found: ${functionArn(name, qualifier)}`);

/** Functions, versions and aliases as data: everything of Lambda that does not run code. Every change is on disk when it returns. */
export class ControlPlane {
  readonly #store: FunctionStore;
  readonly #now: () => Date;

  constructor(store: FunctionStore, now: () => Date = () => new Date()) {
    this.#store = store;
    this.#now = now;
  }

  /** Creates a function or replaces its `$LATEST`; returns whether that changed what it does. */
  putFunction(name: string, settings: Settings, reservedConcurrency: number | undefined): boolean {
    const existing = this.#store.get(name);
    const latest: Configuration = { ...settings, ...this.#stamp() };
    const same = existing !== undefined && sameBehaviour(existing.latest, latest);
    if (same && existing.reservedConcurrency === reservedConcurrency) return false;
    const base = existing ?? { format: 1, name, latest, versions: {}, nextVersion: 1, aliases: {} };
    this.#store.put({ ...base, latest: same ? existing.latest : latest, reservedConcurrency });
    return !same;
  }

  removeFunction(name: string): void {
    this.#store.remove(name);
  }

  record(name: string): FunctionRecord {
    const record = this.#store.get(name) ?? this.#store.get(parseTarget(name).name);
    if (record === undefined) throw missing(name);
    return record;
  }

  configuration(name: string, version: string): Configuration {
    const record = this.record(name);
    const configuration = version === '$LATEST' ? record.latest : record.versions[version];
    if (configuration === undefined) throw missing(record.name, version);
    return configuration;
  }

  /** The version number (or `$LATEST`) that a target means now; `pick` in [0, 1) decides between weighted versions. */
  versionOf({ name, qualifier }: Target, pick: () => number): string {
    const alias = this.record(name).aliases[qualifier];
    if (alias === undefined) {
      this.configuration(name, qualifier);
      return qualifier;
    }
    let rest = pick();
    for (const [version, weight] of Object.entries(alias.weights)) {
      if (rest < weight) return version;
      rest -= weight;
    }
    return alias.functionVersion;
  }

  describe(target: string): FunctionView {
    const parsed = parseTarget(target);
    const version = this.versionOf(parsed, () => 1);
    return functionView(this.record(parsed.name), version, this.configuration(parsed.name, version));
  }

  list(): readonly FunctionView[] {
    return this.#store.all().map((record) => functionView(record, '$LATEST', record.latest));
  }

  versions(name: string): readonly FunctionView[] {
    const record = this.record(name);
    return Object.entries(record.versions).map(([version, each]) => functionView(record, version, each));
  }

  /** The newest version when nothing has changed since it was published, else a new one. */
  publishVersion(name: string, description?: string): FunctionView {
    const record = this.record(name);
    const newestVersion = String(record.nextVersion - 1);
    const newest = record.versions[newestVersion];
    if (newest !== undefined && sameBehaviour(newest, record.latest))
      return functionView(record, newestVersion, newest);
    const version = String(record.nextVersion);
    const configuration = {
      ...record.latest,
      ...this.#stamp(),
      description: description ?? record.latest.description,
    };
    const versions = { ...record.versions, [version]: configuration };
    this.#store.put({ ...record, nextVersion: record.nextVersion + 1, versions });
    return functionView(record, version, configuration);
  }

  /** The code of every version there is, `$LATEST` included. */
  codesInUse(): ReadonlySet<string> {
    const records = this.#store.all();
    return new Set(
      records.flatMap(({ latest, versions }) => [latest, ...Object.values(versions)].map(({ code }) => code)),
    );
  }

  /** Functions themselves are removed by their templates only, so `$LATEST` cannot be. */
  removeVersion(name: string, version: string): void {
    const record = this.record(name);
    this.configuration(name, version);
    if (version === '$LATEST') throw new LambdaFault('InvalidParameterValueException', '$LATEST cannot be deleted');
    const inUse = Object.values(record.aliases).some(
      ({ functionVersion, weights }) => functionVersion === version || version in weights,
    );
    if (inUse) throw new LambdaFault('ResourceConflictException', `an alias points at version ${version}`);
    const { [version]: _gone, ...versions } = record.versions;
    this.#store.put({ ...record, versions });
  }

  alias(name: string, alias: string): AliasView {
    const record = this.record(name);
    const found = record.aliases[alias];
    if (found === undefined) throw missing(record.name, alias);
    return aliasView(record.name, alias, found);
  }

  aliases(name: string): readonly AliasView[] {
    const record = this.record(name);
    return Object.entries(record.aliases).map(([alias, each]) => aliasView(record.name, alias, each));
  }

  /** Creates an alias or points it elsewhere; its revision changes only when it does. */
  putAlias(name: string, alias: string, to: Omit<AliasRecord, 'revisionId'>): AliasView {
    const record = this.record(name);
    this.configuration(name, to.functionVersion);
    for (const version of Object.keys(to.weights)) this.configuration(name, version);
    const shares = Object.values(to.weights);
    if (shares.some((each) => !(each >= 0 && each <= 1)) || shares.reduce((sum, each) => sum + each, 0) > 1) {
      throw new LambdaFault('InvalidParameterValueException', 'weights are from 0 to 1 and add up to at most 1');
    }
    const current = record.aliases[alias];
    const wanted = { functionVersion: to.functionVersion, weights: to.weights, description: to.description };
    const same =
      current !== undefined &&
      JSON.stringify({ ...wanted, revisionId: '' }) === JSON.stringify({ ...current, revisionId: '' });
    const next = same ? current : { ...wanted, revisionId: randomUUID() };
    if (!same) this.#store.put({ ...record, aliases: { ...record.aliases, [alias]: next } });
    return aliasView(record.name, alias, next);
  }

  updateAlias(name: string, alias: string, change: AliasChange): AliasView {
    const current = this.alias(name, alias);
    if (change.revisionId !== undefined && change.revisionId !== current.revisionId) {
      throw new LambdaFault('PreconditionFailedException', STALE_ALIAS);
    }
    return this.putAlias(name, alias, {
      functionVersion: change.functionVersion ?? current.functionVersion,
      weights: change.weights ?? current.weights,
      description: change.description ?? current.description,
    });
  }

  removeAlias(name: string, alias: string): void {
    const record = this.#store.get(name);
    if (record === undefined) return;
    const { [alias]: _gone, ...aliases } = record.aliases;
    this.#store.put({ ...record, aliases });
  }

  #stamp(): { readonly lastModified: string; readonly revisionId: string } {
    return { lastModified: this.#now().toISOString(), revisionId: randomUUID() };
  }
}
