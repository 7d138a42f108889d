import { writeAtomically } from '../atomic-file.ts';
import { hasTexts, isRecord, readJsonFile } from '../folder/json-file.ts';

export type DeploymentStatus = 'InProgress' | 'Succeeded' | 'Stopped';

/** One alias on its way from one version to another, kept as CodeDeploy keeps it. */
export interface Deployment {
  readonly id: string;
  readonly application: string;
  readonly group: string;
  readonly functionName: string;
  readonly alias: string;
  readonly from: string;
  readonly to: string;
  readonly status: DeploymentStatus;
  /** Why it was taken back, and the alarms that did it, if any did. */
  readonly reason?: string;
  readonly alarms?: readonly string[];
  /** It has ended, and nobody has been told yet. */
  readonly untold?: true;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** When the new version is taken for good, if no alarm fires until then; unknown before it began. */
  readonly endsAt?: number;
  readonly endedAt?: number;
}

interface Stored {
  readonly format: 1;
  readonly deployments: readonly Deployment[];
}

const isDeployment = (value: unknown): value is Deployment =>
  hasTexts(value, 'id', 'functionName', 'alias', 'from', 'to', 'status');

const isStored = (value: unknown): value is Stored =>
  isRecord(value) && value.format === 1 && Array.isArray(value.deployments) && value.deployments.every(isDeployment);

/** Deployments kept; of each alias the last one counts. */
const KEPT = 200;

/** The deployments of the data folder, oldest first. Every change is on disk when it returns. */
export class DeploymentHistory {
  readonly #path: string;
  #deployments: readonly Deployment[] = [];

  constructor(path: string) {
    this.#path = path;
    this.#deployments = readJsonFile(path, isStored)?.deployments ?? [];
  }

  all(): readonly Deployment[] {
    return this.#deployments;
  }

  /** Adds new deployments and replaces known ones by their ids. */
  write(changed: readonly Deployment[]): void {
    if (changed.length === 0) return;
    const ids = new Set(changed.map(({ id }) => id));
    this.#deployments = [...this.#deployments.filter(({ id }) => !ids.has(id)), ...changed].slice(-KEPT);
    const stored: Stored = { format: 1, deployments: this.#deployments };
    writeAtomically(this.#path, `${JSON.stringify(stored, undefined, 1)}\n`);
  }

  /** Whether the last deployment of this alias wanted this version and was taken back. */
  refused(functionName: string, alias: string, version: string): boolean {
    const last = this.#deployments.findLast((one) => one.functionName === functionName && one.alias === alias);
    return last !== undefined && last.to === version && last.status !== 'Succeeded';
  }
}
