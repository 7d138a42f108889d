import { randomUUID } from 'node:crypto';
import { ACCOUNT, PARTITION, REGION } from '../account.ts';
import { DEFAULT_BUS, type NewEvent } from '../events/bus.ts';
import type { AliasChange, Functions } from '../lambda/functions.ts';

/** Who calls: a service of AWS in our name, or whoever signed with this access key. */
export type Caller = { readonly service: string } | { readonly accessKeyId: string };

/** A call of Lambda's API that has changed something, as CloudTrail's record names it. */
export interface ApiCall {
  readonly eventName: string;
  readonly requestParameters: Readonly<Record<string, unknown>>;
  readonly by: Caller;
}

/** Takes down a call. */
export type Trail = (call: ApiCall) => void;

const RECORD_VERSION = '1.08';

const identityOf = (by: Caller): object =>
  'service' in by
    ? { type: 'AWSService', invokedBy: by.service }
    : {
        type: 'IAMUser',
        principalId: by.accessKeyId,
        arn: `arn:${PARTITION}:iam::${ACCOUNT}:user/${by.accessKeyId}`,
        accountId: ACCOUNT,
        accessKeyId: by.accessKeyId,
        userName: by.accessKeyId,
      };

/** The call as EventBridge gets it from CloudTrail: on the default bus, its record as the detail. */
const eventOf = ({ eventName, requestParameters, by }: ApiCall, at: number): NewEvent => ({
  bus: DEFAULT_BUS,
  source: 'aws.lambda',
  detailType: 'AWS API Call via CloudTrail',
  at,
  resources: [],
  detail: JSON.stringify({
    eventVersion: RECORD_VERSION,
    userIdentity: identityOf(by),
    eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    eventSource: 'lambda.amazonaws.com',
    eventName,
    awsRegion: REGION,
    sourceIPAddress: 'service' in by ? by.service : '127.0.0.1',
    userAgent: 'service' in by ? by.service : 'local',
    requestParameters,
    responseElements: null,
    requestID: randomUUID(),
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
  }),
});

/** A trail that puts each call on the default bus, at once; CloudTrail of AWS takes some minutes. */
export const trailTo =
  (put: (event: NewEvent) => void, now: () => number = Date.now): Trail =>
  (call) =>
    put(eventOf(call, now()));

/** An `UpdateAlias`; the date is a part of the event's name since Lambda's first API. */
export const aliasUpdate = (functionName: string, alias: string, change: AliasChange, by: Caller): ApiCall => ({
  eventName: 'UpdateAlias20150331',
  requestParameters: {
    functionName,
    name: alias,
    ...(change.functionVersion === undefined ? {} : { functionVersion: change.functionVersion }),
    ...(change.weights === undefined ? {} : { routingConfig: { additionalVersionWeights: change.weights } }),
    ...(change.description === undefined ? {} : { description: change.description }),
    ...(change.revisionId === undefined ? {} : { revisionId: change.revisionId }),
  },
  by,
});

/** Functions whose changes are taken down under this caller's name; those that are refused are not. */
export const trailed = (
  functions: Functions,
  trail: Trail,
  by: Caller,
): Pick<Functions, 'alias' | 'updateAlias' | 'removeVersion'> => ({
  alias: (name, alias) => functions.alias(name, alias),
  updateAlias: (name, alias, change) => {
    const view = functions.updateAlias(name, alias, change);
    trail(aliasUpdate(name, alias, change, by));
    return view;
  },
  removeVersion: (name, version) => {
    functions.removeVersion(name, version);
    trail({
      eventName: 'DeleteFunction20150331',
      requestParameters: { functionName: name, qualifier: version },
      by,
    });
  },
});
