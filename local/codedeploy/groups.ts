import type { Routing } from './traffic.ts';

/** A deployment group: how the traffic of its aliases moves, and which alarms take a new version back. */
export interface Group {
  readonly application: string;
  readonly name: string;
  readonly routing: Routing;
  readonly alarms: readonly string[];
}

/** The deployment groups that the templates have declared. In memory: every start and every deployment declares them again. */
export class Groups {
  readonly #groups = new Map<string, Group>();

  put(group: Group): void {
    this.#groups.set(group.name, group);
  }
  drop(name: string): void {
    this.#groups.delete(name);
  }
  get(name: string): Group | undefined {
    return this.#groups.get(name);
  }
}
