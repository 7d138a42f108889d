import { Duration } from 'aws-cdk-lib';

/** More than the keeper's timeout; without it CloudFormation would wait for an hour for a registry that is down. */
export const KEEPER_ANSWERS_WITHIN = Duration.seconds(120);
