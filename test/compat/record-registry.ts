import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { ReleaseEvent, ReleaseRecord } from '../../functions/registry/contract/release-record.ts';
import { type History, historyOf } from '../../functions/registry/model/history.ts';
import { releaseLog } from '../../functions/registry/store/release-log.ts';
import { clientFor, type Engine } from '../support/dynamo.ts';
import { type Item, scan } from './golden.ts';

/** The release log as a release wrote it, and what that release read out of it. */
export interface RegistryGolden {
  readonly release: number;
  readonly items: readonly Item[];
  readonly records: readonly ReleaseRecord[];
  readonly history: History;
}

const LOG = 'log';

export const logTable = (TableName: string) =>
  new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  });

const deployed = (template: string, live: string, floor = 1): ReleaseEvent => ({
  kind: 'deployed',
  stack: 'Folio-Ledger',
  functions: ['api', 'relay'].map((name) => ({
    name,
    alias: `arn:aws:lambda:eu-central-1:1:function:${name}:live`,
    pin: `/folio/release/ledger/${name}/pin`,
    probe: name === 'api' ? ('health' as const) : ('batch' as const),
    template,
    live,
    codeSha256: `hash-${template}`,
  })),
  dataGeneration: floor,
  dataFloor: floor,
  commit: `c0ffee${template}`,
});

const both = (version: string) => ({ api: version, relay: version });

/** One of everything that the log records. */
const EVENTS: readonly ReleaseEvent[] = [
  deployed('1', '1'),
  deployed('2', '2'),
  { kind: 'promoted', function: 'api', from: '1', to: '2', deployment: 'd-PROMOTED' },
  {
    kind: 'taken-back',
    ...{ function: 'api', from: '2', to: '3', deployment: 'd-TAKENBACK' },
    reason: 'An alarm was activated.',
    alarm: 'Folio-Ledger-ApiFaults',
  },
  {
    kind: 'out-of-band',
    ...{ function: 'relay', change: 'alias-moved', version: '1', weights: { 3: 0.25 }, call: 'a-call' },
    happenedAt: '2026-11-18T11:09:00.000Z',
  },
  deployed('4', '4'),
  {
    kind: 'rollback-begun',
    from: both('4'),
    to: both('2'),
    revisions: { api: 'r1', relay: 'r2' },
    reason: 'it fails',
    incident: 'INC-1',
  },
  { kind: 'rollback-done', begun: 7, to: both('2'), durationMs: 640 },
  deployed('5', '2'),
  { kind: 'unpinned', was: both('2'), reason: 'mended' },
  { kind: 'floor-raised', dataFloor: 2 },
  deployed('6', '6', 2),
  { kind: 'rollback-begun', from: both('6'), to: both('5'), revisions: both('r'), reason: 'again' },
  { kind: 'rollback-given-up', begun: 13, reason: 'mended forward' },
  { kind: 'cleaned', removed: { api: ['1'], relay: ['1'] } },
];

/** What this release of the registry writes into the log, and reads. */
export const recordRegistry = async (release: number, engine: Engine): Promise<RegistryGolden> => {
  const client = clientFor(engine.endpoint);
  try {
    await client.send(logTable(LOG));
    const log = releaseLog(client, LOG);
    let records: readonly ReleaseRecord[] = [];
    for (const event of EVENTS) {
      const at = 1_795_000_000_000 + records.length * 60_000;
      records = [...records, await log.append(records, { domain: 'ledger', at, actor: 'ann', event })];
    }
    return { release, items: await scan(client, LOG), records, history: historyOf(records) };
  } finally {
    client.destroy();
  }
};
