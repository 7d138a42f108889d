import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openPorts } from '../../bin/release/ports/open-ports.ts';
import { historyOf } from '../../functions/registry/model/history.ts';
import type { ReleasePorts } from '../../functions/registry/store/release-ports.ts';
import { type ChangedApp, changedApp, type Ended, endedWith, named, REFUSAL } from '../support/changed-app.ts';
import { wordsOf } from '../support/command-line.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { commandsOf } from '../support/runbook.ts';

/** By the names that other tests give to the same releases. */
const [BAD, MENDED, NEXT] = ['B', 'C', 'D'] as const;

let cloud: LocalCloud;
let client: Client;
let ports: ReleasePorts;
const apps = new Map<string, ChangedApp>();
/** The same copy for the same name: an operator has one checkout, and what it has synthesized is kept in it. */
const app = (name: string): ChangedApp => {
  const made = apps.get(name) ?? changedApp(named(name));
  apps.set(name, made);
  return made;
};

const answering = async (): Promise<string> => (await client.get('/v1/accounts/nobody')).body.detail;

/** `./folio` is run from the app; everything else is for AWS only. */
const run = (command: string, from: ChangedApp): Promise<Ended> => {
  const [folio, ...args] = wordsOf(command);
  expect(folio).toBe('./folio');
  return from.folio(...args, '--data', cloud.dataDir);
};

/** Runs them as they stand, and expects each to do what it is for. */
const follow = async (commands: readonly string[], from: ChangedApp): Promise<string> => {
  let output = '';
  for (const command of commands) {
    const ended = await run(command, from);
    // A deployment under a pin does what it is for, and says by its code that something waits.
    const right = command.includes(' deploy') && ended.output.includes('is published and waits') ? 3 : 0;
    expect([command, ended.code, ended.output]).toEqual([command, right, ended.output]);
    output += ended.output;
  }
  return output;
};

/** A rollback of `ledger` to where it stands, begun by an operator whose machine then went away. */
const beginAndVanish = async (): Promise<void> => {
  const records = await ports.log.read('ledger');
  const { live } = historyOf(records);
  const event = { kind: 'rollback-begun', from: live, to: live, revisions: {}, reason: 'a test' } as const;
  await ports.log.append(records, { domain: 'ledger', at: ports.now(), actor: 'somebody', event });
};

describe('the commands of the runbook', () => {
  beforeAll(async () => {
    cloud = await startLocal();
    client = cloud.client('acme');
    ports = await openPorts({ target: 'local', data: cloud.dataDir, stage: '' }, () => undefined);
    const bad = app(BAD);
    const ended = await bad.folio('deploy', '--canary', '100', '--bake', '0ms', '--data', cloud.dataDir);
    endedWith(0, ended);
    expect(await answering()).toBe(`${BAD}: ${REFUSAL}`);
  }, 120_000);
  afterAll(async () => {
    await cloud?.stop();
    for (const each of apps.values()) each.remove();
  });

  test('rollback take the bad release back, and finish what another began', async () => {
    const commands = commandsOf('rollback');
    const resume = commands.filter((command) => command.includes(' resume '));
    await follow(
      commands.filter((command) => !resume.includes(command)),
      app(MENDED),
    );
    expect(await answering()).toBe(REFUSAL);
    await beginAndVanish();
    expect((await run('./folio release status ledger', app(MENDED))).code).toBe(1);
    await follow(resume, app(MENDED));
    expect((await run('./folio release status ledger', app(MENDED))).code).toBe(0);
  }, 120_000);

  test('unpin bring the mended release in', async () => {
    const output = await follow(commandsOf('unpin'), app(MENDED));
    expect(output).toContain('the same release does not come back by itself: deploy a changed one');
    expect(await answering()).toBe(`${MENDED}: ${REFUSAL}`);
  }, 120_000);

  test('canary-stopped stop a release that is being proved, and hold what was live before', async () => {
    const next = app(NEXT);
    const deploying = next.folio('deploy', '--canary', '20', '--bake', '10m', '--data', cloud.dataDir);
    const underWay = () => ports.canaries.running('Folio-Ledger');
    await eventually(underWay, (ids) => ids.length > 0, 120_000);
    const stop = commandsOf('canary-stopped').at(-1) ?? '';
    await follow([stop], next);
    endedWith(1, await deploying);
    expect(await answering()).toBe(`${MENDED}: ${REFUSAL}`);
    await follow(commandsOf('canary-stopped').slice(0, -1), next);
    const history = await follow(['./folio release history ledger'], next);
    expect(history).toMatch(/deployed release \d+.* despite alarms: /);
  }, 300_000);

  test('stuck-stack close what cannot be finished', async () => {
    const commands = commandsOf('stuck-stack');
    const local = commands.filter((command) => command.startsWith('./folio'));
    expect(commands.filter((command) => !local.includes(command))).toEqual([
      'aws cloudformation continue-update-rollback --stack-name Folio-Ledger',
      'aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name Folio-Ledger',
      'aws cloudformation delete-stack --stack-name Folio-Ledger',
      'aws cloudformation wait stack-delete-complete --stack-name Folio-Ledger',
    ]);
    const [first = '', ...rest] = local;
    await beginAndVanish();
    expect((await run(first, app(NEXT))).code).toBe(1);
    await follow(rest, app(NEXT));
    await follow([first], app(NEXT));
  }, 120_000);
});
