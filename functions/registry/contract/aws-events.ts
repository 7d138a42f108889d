import * as z from 'zod';
import { chars, map } from '../../kernel/values/bounded.ts';

/**
 * What AWS tells on the default bus about functions and their releases, as far as the registry reads it. Both are best effort on
 * AWS' side: what does not come is still seen by `folio release status`.
 */

/** Longer than any name, id or ARN of AWS. */
const AWS_CHARS_MAX = 2_048;

const versionWeights = z.object({ additionalVersionWeights: map(z.number(), { max: 10, keyChars: 128 }).nullish() });

/** A call of Lambda's API, by CloudTrail ("CloudTrail record contents"). Event names may end in a date: `UpdateAlias20150331`. */
export const trailCall = z.object({
  source: z.literal('aws.lambda'),
  'detail-type': z.literal('AWS API Call via CloudTrail'),
  detail: z.object({
    eventName: chars(AWS_CHARS_MAX).min(1),
    /** RFC 3339, in whole seconds. */
    eventTime: chars(AWS_CHARS_MAX),
    eventID: chars(AWS_CHARS_MAX).min(1),
    errorCode: chars(AWS_CHARS_MAX).nullish(),
    sourceIPAddress: chars(AWS_CHARS_MAX).nullish(),
    userIdentity: z.object({
      type: chars(AWS_CHARS_MAX).nullish(),
      arn: chars(AWS_CHARS_MAX).nullish(),
      principalId: chars(AWS_CHARS_MAX).nullish(),
      /** The service of AWS that called, in its own name or by a role that it was given. */
      invokedBy: chars(AWS_CHARS_MAX).nullish(),
    }),
    requestParameters: z
      .object({
        /** A name, an ARN, or a part of one. */
        functionName: chars(AWS_CHARS_MAX).nullish(),
        /** Of the alias. */
        name: chars(AWS_CHARS_MAX).nullish(),
        functionVersion: chars(AWS_CHARS_MAX).nullish(),
        qualifier: chars(AWS_CHARS_MAX).nullish(),
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
    deploymentId: chars(AWS_CHARS_MAX).min(1),
    application: chars(AWS_CHARS_MAX).min(1),
    state: z.enum(['SUCCESS', 'FAILURE', 'STOP']),
  }),
});

export const awsEvent = z.discriminatedUnion('source', [trailCall, shiftEnded]);
export type AwsEvent = z.infer<typeof awsEvent>;
