import * as z from 'zod';

/**
 * What AWS tells on the default bus about functions and their releases, as far as the registry reads it. Both are best effort on
 * AWS' side: what does not come is still seen by `folio release status`.
 */

const versionWeights = z.object({ additionalVersionWeights: z.record(z.string(), z.number()).nullish() });

/** A call of Lambda's API, by CloudTrail ("CloudTrail record contents"). Event names may end in a date: `UpdateAlias20150331`. */
export const trailCall = z.object({
  source: z.literal('aws.lambda'),
  'detail-type': z.literal('AWS API Call via CloudTrail'),
  detail: z.object({
    eventName: z.string().min(1),
    /** RFC 3339, in whole seconds. */
    eventTime: z.string(),
    eventID: z.string().min(1),
    errorCode: z.string().nullish(),
    sourceIPAddress: z.string().nullish(),
    userIdentity: z.object({
      type: z.string().nullish(),
      arn: z.string().nullish(),
      principalId: z.string().nullish(),
      /** The service of AWS that called, in its own name or by a role that it was given. */
      invokedBy: z.string().nullish(),
    }),
    requestParameters: z
      .object({
        /** A name, an ARN, or a part of one. */
        functionName: z.string().nullish(),
        /** Of the alias. */
        name: z.string().nullish(),
        functionVersion: z.string().nullish(),
        qualifier: z.string().nullish(),
        routingConfig: versionWeights.nullish(),
      })
      .nullish(),
  }),
});
export type TrailCall = z.infer<typeof trailCall>['detail'];

/** A deployment of CodeDeploy has ended, one way or the other. */
export const shiftEnded = z.object({
  source: z.literal('aws.codedeploy'),
  'detail-type': z.literal('CodeDeploy Deployment State-change Notification'),
  detail: z.object({
    deploymentId: z.string().min(1),
    application: z.string().min(1),
    state: z.enum(['SUCCESS', 'FAILURE', 'STOP']),
  }),
});

export const awsEvent = z.discriminatedUnion('source', [trailCall, shiftEnded]);
export type AwsEvent = z.infer<typeof awsEvent>;
