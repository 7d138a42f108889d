import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeAtomically } from './atomic-file.ts';
import { hasTexts, isRecord, readJsonFile } from './folder/json-file.ts';
import type { ResourceRecord } from './services.ts';

export interface StoredRecord extends ResourceRecord {
  /** Its deletion policy at the last deployment: kept when it leaves the template. */
  readonly retained: boolean;
}

interface Stored {
  readonly format: 1;
  readonly resources: readonly StoredRecord[];
}

const isStoredRecord = (value: unknown): value is StoredRecord =>
  hasTexts(value, 'stack', 'logicalId', 'type', 'ref') &&
  isRecord(value) &&
  isRecord(value.attributes) &&
  isRecord(value.properties);

const isStored = (value: unknown): value is Stored =>
  isRecord(value) && value.format === 1 && Array.isArray(value.resources) && value.resources.every(isStoredRecord);

const textOf = (resources: readonly StoredRecord[]): string => {
  const stored: Stored = { format: 1, resources };
  return `${JSON.stringify(stored, undefined, 1)}\n`;
};

const keyOf = (stack: string, logicalId: string): string => `${stack}/${logicalId}`;

/** What the last deployment made of each resource, in the order in which they were applied. */
export class DeploymentState {
  readonly #path: string;
  readonly #records = new Map<string, StoredRecord>();
  /** Their keys as they stand in the file. */
  #order: readonly string[] = [];
  #isChanged = false;

  constructor(dataDir: string) {
    this.#path = join(dataDir, 'deployment.json');
    const stored = readJsonFile(this.#path, isStored);
    if (stored === undefined) return;
    for (const record of stored.resources) this.#records.set(keyOf(record.stack, record.logicalId), record);
    this.#order = [...this.#records.keys()];
  }

  get(stack: string, logicalId: string): StoredRecord | undefined {
    return this.#records.get(keyOf(stack, logicalId));
  }
  put(record: StoredRecord): void {
    const key = keyOf(record.stack, record.logicalId);
    if (!isDeepStrictEqual(this.#records.get(key), record)) this.#isChanged = true;
    this.#records.delete(key);
    this.#records.set(key, record);
  }
  remove(record: StoredRecord): void {
    if (this.#records.delete(keyOf(record.stack, record.logicalId))) this.#isChanged = true;
  }
  all(): readonly StoredRecord[] {
    return [...this.#records.values()];
  }

  /**
   * On disk when it returns; nothing is written when nothing has changed.
   * @param isWhole all resources have been applied: their order is as it will stay, and counts as well
   */
  save(isWhole = false): void {
    const order = [...this.#records.keys()];
    const isMoved = isWhole && !isDeepStrictEqual(order, this.#order);
    if (!this.#isChanged && !isMoved) return;
    writeAtomically(this.#path, textOf(this.all()));
    this.#order = order;
    this.#isChanged = false;
  }
}
