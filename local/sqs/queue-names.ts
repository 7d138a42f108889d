import { ACCOUNT, REGION, URL_SUFFIX } from '../account.ts';

export const queueUrl = (name: string): string => `https://sqs.${REGION}.${URL_SUFFIX}/${ACCOUNT}/${name}`;
export const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
/** The last part of a queue's URL or ARN. */
export const queueName = (urlOrArn: string): string => urlOrArn.split(/[/:]/).at(-1) ?? '';
