import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { LedgerEnv } from '../../functions/ledger/env.ts';
import { RELAYED_SORT_KEYS } from '../../functions/ledger/store/keys.ts';
import type { Deployment } from '../platform/deployment.ts';
import { HttpTarget } from '../platform/http-routes.ts';
import { releaseIdentity } from '../platform/release-identity.ts';
import { ReleasedFunction, type ReleasedFunctionProps } from '../platform/released-function.ts';
import { ScheduleRoute } from '../platform/schedule-route.ts';
import { StreamRoute } from '../platform/stream-route.ts';
import { readWire } from '../platform/wires.ts';
import type { LedgerData } from './ledger-data.ts';

type Common = Pick<ReleasedFunctionProps, 'domain' | 'owner' | 'environment' | 'key' | 'alarmTopicArn' | 'rollout'>;

/** The ledger's functions: the API, the relay of what was committed, the sweep of holds, and the task that relays again. */
export class LedgerService extends Construct {
  readonly api: ReleasedFunction;
  readonly republish: ReleasedFunction;
  readonly target: HttpTarget;
  readonly #deployment: Deployment;
  readonly #data: LedgerData;
  readonly #common: Common;

  constructor(scope: Construct, id: string, deployment: Deployment, data: LedgerData) {
    super(scope, id);
    this.#deployment = deployment;
    this.#data = data;
    const environment: LedgerEnv = {
      TABLE_NAME: data.store.table.tableName,
      BUS_NAME: readWire(this, deployment, 'busName'),
      CURSOR_KEY_ID: data.cursorKey.keyId,
    };
    this.#common = {
      domain: 'ledger',
      owner: 'ledger',
      environment,
      key: data.key,
      alarmTopicArn: readWire(this, deployment, 'alarmTopicArn'),
      // Two versions on the same money for as short as can be, though both would get it right.
      rollout: { kind: 'all-at-once', bakedBy: readWire(this, deployment, 'bakeAliasArn') },
    };
    this.api = this.#api();
    this.target = new HttpTarget(this, 'Target', { apiId: readWire(this, deployment, 'apiId'), target: this.api });
    this.#relay();
    this.#sweepHolds();
    this.republish = this.#republish();
  }

  #api(): ReleasedFunction {
    const api = new ReleasedFunction(this, 'Api', {
      ...this.#common,
      release: releaseIdentity(this.#deployment, 'ledger', 'api', 'health'),
      code: this.#deployment.bundles.code('functions/ledger/handlers/api.http.ts'),
      memoryMb: 1769,
      timeoutSeconds: 20,
      tier: 1,
      runbook: 'http-function',
    });
    this.#data.grantReading(api);
    this.#data.grantPosting(api);
    return api;
  }

  #relay(): void {
    const ownership = { owner: 'ledger', tier: 1, runbook: 'ledger-relay' } as const;
    const relay = new ReleasedFunction(this, 'Relay', {
      ...this.#common,
      ...ownership,
      release: releaseIdentity(this.#deployment, 'ledger', 'relay', 'batch'),
      code: this.#deployment.bundles.code('functions/ledger/handlers/relay.stream.ts'),
      memoryMb: 1769,
      timeoutSeconds: 60,
    });
    this.#data.grantRelaying(relay);
    this.#grantPublishing(relay);
    new StreamRoute(this, 'Stream', {
      ...this.#common,
      ...ownership,
      from: this.#data.store,
      to: relay,
      sortKeys: RELAYED_SORT_KEYS,
      batchSize: 500,
      // More lanes would cut batches small and meet at the system accounts; one lane relays some thousand transfers a second.
      parallel: 2,
    });
  }

  #sweepHolds(): void {
    const ownership = { owner: 'ledger', tier: 2, runbook: 'ledger-sweep-holds' } as const;
    const sweep = new ReleasedFunction(this, 'SweepHolds', {
      ...this.#common,
      ...ownership,
      release: releaseIdentity(this.#deployment, 'ledger', 'sweep-holds', 'alias'),
      code: this.#deployment.bundles.code('functions/ledger/handlers/sweep-holds.schedule.ts'),
      memoryMb: 512,
      // Two passes of one minute's schedule, the second half a minute after the first.
      timeoutSeconds: 58,
    });
    this.#data.grantExpiring(sweep);
    this.#data.grantBeating(sweep);
    new ScheduleRoute(this, 'SweepSchedule', { ...this.#common, ...ownership, to: sweep, everyMinutes: 1 });
  }

  #republish(): ReleasedFunction {
    const republish = new ReleasedFunction(this, 'Republish', {
      ...this.#common,
      release: releaseIdentity(this.#deployment, 'ledger', 'republish', 'alias'),
      code: this.#deployment.bundles.code('functions/ledger/handlers/republish.task.ts'),
      memoryMb: 1769,
      timeoutSeconds: 900,
      tier: 3,
      runbook: 'task-function',
    });
    this.#data.grantReplaying(republish);
    this.#grantPublishing(republish);
    return republish;
  }

  #grantPublishing(grantee: IGrantable): void {
    const bus = readWire(this, this.#deployment, 'busArn');
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus] }),
    );
  }
}
