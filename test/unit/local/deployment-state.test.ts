import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DeploymentState, type StoredRecord } from '../../../local/deployment-state.ts';

const record = (logicalId: string, size = 1): StoredRecord => ({
  stack: 'Folio-Ledger',
  logicalId,
  type: 'AWS::SQS::Queue',
  ref: `queue-${logicalId}`,
  attributes: { Arn: `arn:${logicalId}` },
  properties: { Size: size, Tags: [{ Key: 'owner', Value: 'ledger' }] },
  retained: false,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folio-state-'));
  const first = new DeploymentState(folder);
  for (const id of ['a', 'b', 'c']) first.put(record(id));
  first.save(true);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file that is written is a new one, renamed to its place. */
const file = (): number => statSync(join(folder, 'deployment.json')).ino;
const onDisk = (): readonly string[] =>
  new DeploymentState(folder).all().map(({ logicalId, properties }) => `${logicalId}${String(properties.Size)}`);

describe('what became of each resource', () => {
  test('is not written again by a start that applies all of it and changes nothing', () => {
    const before = file();
    const state = new DeploymentState(folder);
    for (const id of ['a', 'b']) state.put(record(id));
    state.save();
    state.put(record('c'));
    state.save(true);
    expect([file(), onDisk()]).toEqual([before, ['a1', 'b1', 'c1']]);
  });

  test('is on the disk once saved when a property deep in it changed', () => {
    const state = new DeploymentState(folder);
    state.put({ ...record('a'), properties: { Size: 1, Tags: [{ Key: 'owner', Value: 'risk' }] } });
    state.save();
    expect(new DeploymentState(folder).get('Folio-Ledger', 'a')?.properties.Tags).toEqual([
      { Key: 'owner', Value: 'risk' },
    ]);
  });

  test('is on the disk once saved when a resource is new, and when one has gone', () => {
    const state = new DeploymentState(folder);
    state.put(record('d'));
    state.save();
    expect(onDisk()).toEqual(['a1', 'b1', 'c1', 'd1']);
    state.remove(record('b'));
    state.save();
    expect(onDisk()).toEqual(['a1', 'c1', 'd1']);
  });

  test('keeps the order of a whole deployment, which is that of removal turned round', () => {
    const state = new DeploymentState(folder);
    for (const id of ['c', 'a', 'b']) state.put(record(id));
    state.save();
    expect(onDisk()).toEqual(['a1', 'b1', 'c1']);
    state.save(true);
    expect(onDisk()).toEqual(['c1', 'a1', 'b1']);
  });

  test('is written whole after a deployment that ended half way', () => {
    const state = new DeploymentState(folder);
    state.put(record('a', 2));
    state.save();
    expect(onDisk()).toEqual(['b1', 'c1', 'a2']);
    const next = new DeploymentState(folder);
    for (const id of ['a', 'b', 'c']) next.put(record(id, id === 'a' ? 2 : 1));
    next.save(true);
    expect(onDisk()).toEqual(['a2', 'b1', 'c1']);
  });
});
