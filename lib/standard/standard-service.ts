import { Construct } from 'constructs';
import type { Domain } from '../../functions/kernel/core/domain.ts';
import { RECEIPT_SORT, type StandardEnv } from '../../functions/kernel/standard/domain-store.ts';
import type { Deployment } from '../platform/deployment.ts';
import { domainFunction } from '../platform/domain-function.ts';
import { HttpTarget } from '../platform/http-routes.ts';
import { grantPublishing } from '../platform/publishing.ts';
import type { ReleasedFunction } from '../platform/released-function.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { StreamRoute } from '../platform/stream-route.ts';
import type { StandardData } from './standard-data.ts';

const API = { tier: 2, runbook: 'http-function' } as const;
const RELAY = { tier: 2, runbook: 'standard-relay' } as const;

/** What this service can make; whatever else a domain declares needs a stack of its own. */
const MADE: Domain['functions'] = { api: 'http', relay: 'stream' };

const assertStandard = ({ name, functions, events }: Domain): void => {
  const others = Object.entries(functions).filter(([entry, trigger]) => MADE[entry] !== trigger);
  if (functions.api === undefined || others.length > 0)
    throw new Error(
      `${name} has more than an API and a relay: give it a stack of its own, and name it in lib/folio.ts.`,
    );
  if ((functions.relay === undefined) !== (Object.keys(events).length === 0))
    throw new Error(
      `${name} needs a relay exactly where it has events: see functions/example/handlers/relay.stream.ts.`,
    );
};

/** The API of a standard domain, and the relay of its events where it has any. */
export class StandardService extends Construct {
  readonly api: ReleasedFunction;
  readonly target: HttpTarget;

  /** @throws Error where the domain declares what a standard domain has not */
  constructor(scope: Construct, id: string, deployment: Deployment, domain: Domain, data: StandardData) {
    super(scope, id);
    assertStandard(domain);
    const environment: StandardEnv = {
      TABLE_NAME: data.store.table.tableName,
      BUS_NAME: readStackParameter(this, deployment, 'busName'),
    };
    const alarmTopicArn = readStackParameter(this, deployment, 'alarmTopicArn');
    const common = { domain, environment, key: data.key, alarmTopicArn };
    const sizes = { memoryMb: 1024, timeoutSeconds: 15 };
    this.api = domainFunction(this, 'Api', deployment, { ...common, ...API, ...sizes, entry: 'api' });
    data.grantServing(this.api);
    this.target = new HttpTarget(this, 'Target', {
      apiId: readStackParameter(this, deployment, 'apiId'),
      target: this.api,
    });
    if (domain.functions.relay === undefined) return;
    const relaySizes = { memoryMb: 512, timeoutSeconds: 30 };
    const relay = domainFunction(this, 'Relay', deployment, { ...common, ...RELAY, ...relaySizes, entry: 'relay' });
    grantPublishing(relay, readStackParameter(this, deployment, 'busArn'), Object.values(domain.events));
    new StreamRoute(this, 'ReceiptStream', {
      ...RELAY,
      domain: domain.name,
      owner: domain.name,
      key: data.key,
      alarmTopicArn,
      from: data.store,
      to: relay,
      sortKeys: [RECEIPT_SORT],
      insertsOnly: true,
      batchSize: 100,
      parallel: 2,
    });
  }
}
