import { REGION } from '../account.ts';
import { AwsError } from '../aws/aws-error.ts';
import { type Credentials, TOKEN_HEADER } from '../trust/credentials.ts';

/** Calls a DynamoDB or DynamoDB Streams operation in the JSON protocol; the answer is parsed. */
export type DynamoCall = (operation: string, input: unknown) => Promise<Readonly<Record<string, unknown>>>;

const STREAMS: ReadonlySet<string> = new Set(['ListStreams', 'DescribeStream', 'GetShardIterator', 'GetRecords']);
const TIMEOUT_MS = 10_000;

/** Endpoints of this kind do not check the signature, but they want one of the right form. */
const AUTHORIZATION = `AWS4-HMAC-SHA256 Credential=local/20260101/${REGION}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;

const codeOf = (type: unknown): string => String(type ?? 'InternalFailure').replace(/^.*#/, '');

/** @throws AwsError with the endpoint's own code when the call is refused. */
export const dynamoCall =
  (endpoint: string, credentials?: Credentials): DynamoCall =>
  async (operation, input) => {
    const version = STREAMS.has(operation) ? 'DynamoDBStreams_20120810' : 'DynamoDB_20120810';
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `${version}.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization: AUTHORIZATION,
        ...(credentials === undefined ? {} : { [TOKEN_HEADER]: credentials.sessionToken }),
      },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = (await response.json()) as Readonly<Record<string, unknown>>;
    if (response.ok) return answer;
    throw new AwsError(codeOf(answer.__type), String(answer.message ?? answer.Message ?? ''), response.status);
  };
