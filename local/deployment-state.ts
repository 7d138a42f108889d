import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './atomic-file.ts';
import type { ResourceRecord } from './services.ts';

export interface StoredRecord extends ResourceRecord {
  /** Its deletion policy at the last deployment: kept when it leaves the template. */
  readonly retained: boolean;
}

interface Stored {
  readonly format: 1;
  readonly resources: readonly StoredRecord[];
}

const keyOf = (stack: string, logicalId: string): string => `${stack}/${logicalId}`;

/** What the last deployment made of each resource, in the order in which they were applied. */
export class DeploymentState {
  readonly #path: string;
  #written = '';
  readonly #records = new Map<string, StoredRecord>();

  constructor(dataDir: string) {
    this.#path = join(dataDir, 'deployment.json');
    if (!existsSync(this.#path)) return;
    this.#written = readFileSync(this.#path, 'utf8');
    const { resources } = JSON.parse(this.#written) as Stored;
    for (const record of resources) this.#records.set(keyOf(record.stack, record.logicalId), record);
  }

  get(stack: string, logicalId: string): StoredRecord | undefined {
    return this.#records.get(keyOf(stack, logicalId));
  }
  put(record: StoredRecord): void {
    const key = keyOf(record.stack, record.logicalId);
    this.#records.delete(key);
    this.#records.set(key, record);
  }
  remove(record: StoredRecord): void {
    this.#records.delete(keyOf(record.stack, record.logicalId));
  }
  all(): readonly StoredRecord[] {
    return [...this.#records.values()];
  }

  /** On disk when it returns; nothing is written when nothing has changed. */
  save(): void {
    const stored: Stored = { format: 1, resources: this.all() };
    const text = `${JSON.stringify(stored, undefined, 1)}\n`;
    if (text === this.#written) return;
    writeAtomically(this.#path, text);
    this.#written = text;
  }
}
