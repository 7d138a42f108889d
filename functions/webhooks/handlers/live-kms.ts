import { KMSClient } from '@aws-sdk/client-kms';
import { clientOptions } from '../../kernel/aws/client-options.ts';

export const liveKms = (): KMSClient => new KMSClient(clientOptions());
