import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { DeploymentHistory } from '../../../local/codedeploy/history.ts';
import { DeploymentState } from '../../../local/deployment-state.ts';
import { KeyStore } from '../../../local/kms/key-store.ts';
import { functionStore } from '../../../local/lambda/function-store.ts';
import { StartFailure } from '../../../local/start-failure.ts';
import { temporaryFolder } from '../../support/folder.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const configuration = {
  code: 'c',
  codeSize: 1,
  handler: 'index.handler',
  memoryMb: 128,
  timeoutSeconds: 3,
  environment: {},
  description: '',
  logGroup: '/g',
  jsonLogs: false,
  lastModified: '2026-01-01T00:00:00Z',
  revisionId: 'r',
};

/** Writes a file as its owner does, and says where it is. */
interface Owner {
  readonly write: (dir: string) => Promise<string> | string;
  readonly read: (dir: string) => unknown;
}

const OWNERS: Readonly<Record<string, Owner>> = {
  'deployment.json': {
    write: (dir) => {
      const state = new DeploymentState(dir);
      state.put({ stack: 'S', logicalId: 'L', type: 'T', ref: 'r', attributes: {}, properties: {}, retained: false });
      state.save();
      return join(dir, 'deployment.json');
    },
    read: (dir) => new DeploymentState(dir).all().length,
  },
  'codedeploy.json': {
    write: (dir) => {
      const one = { id: 'd', application: 'a', group: 'g', functionName: 'f', alias: 'live', from: '1', to: '2' };
      new DeploymentHistory(join(dir, 'codedeploy.json')).write([{ ...one, status: 'Succeeded', startedAt: 1 }]);
      return join(dir, 'codedeploy.json');
    },
    read: (dir) => new DeploymentHistory(join(dir, 'codedeploy.json')).all().length,
  },
  'the file of a function': {
    write: (dir) => {
      const versions = { 1: configuration };
      const aliases = { live: { functionVersion: '1', weights: {}, description: '', revisionId: 'r' } };
      const record = { format: 1, name: 'f', latest: configuration, versions, nextVersion: 2, aliases } as const;
      functionStore(dir).put({ ...record, reservedConcurrency: undefined });
      return join(dir, 'f.json');
    },
    read: (dir) => functionStore(dir).all().length,
  },
  'the file of an RSA key': {
    write: async (dir) => join(dir, `${(await new KeyStore(dir).create('RSA_2048', '', true)).id}.json`),
    read: (dir) => Number(new KeyStore(dir) instanceof KeyStore),
  },
  'the file of an HMAC key': {
    write: async (dir) => join(dir, `${(await new KeyStore(dir).create('HMAC_256', '', true)).id}.json`),
    read: (dir) => Number(new KeyStore(dir) instanceof KeyStore),
  },
};

/** The text with one of its values replaced by another kind of value, once for each. */
const mutilated = (text: string): readonly string[] => {
  const whole = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const needed = Object.keys(whole).filter((name) => typeof whole[name] !== 'number' || name === 'format');
  return needed.map((name) => JSON.stringify({ ...whole, [name]: name === 'format' ? 0 : 7 }));
};

describe.each(Object.entries(OWNERS))('%s', (name, { write, read }) => {
  test('is read as it was written, and refused in one line when it is damaged, without being touched', async () => {
    const dir = join(folder.path, name.replaceAll(' ', '-'));
    mkdirSync(dir);
    const path = await write(dir);
    expect(read(dir)).toBe(1);
    const good = readFileSync(path, 'utf8');
    const half = good.slice(0, good.length / 2);
    for (const bad of ['', half, 'null', '[]', '{}', '7', '"x"', '\0\0\0', ...mutilated(good)]) {
      writeFileSync(path, bad);
      const files = readdirSync(dir);
      expect([bad, thrownBy(() => read(dir))]).toEqual([bad, expect.any(StartFailure)]);
      expect(() => read(dir)).toThrow(/^[^\n]*is damaged[^\n]*$/);
      expect([readFileSync(path, 'utf8'), readdirSync(dir)]).toEqual([bad, files]);
    }
  });
});

const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};
