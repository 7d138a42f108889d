/** A refused call, in DynamoDB's own terms: `code` is the exception's name, the message is AWS's wording where it is known. */
export class DynamoError extends Error {
  override readonly name = 'DynamoError';
  readonly code: string;
  readonly status: number;
  /** Further members of the answer, such as `CancellationReasons`. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, more: Readonly<Record<string, unknown>> = {}, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
    this.more = more;
  }
}

/** A fault of one item or key, which a transaction tells as the reason of its action. */
export class ItemFault extends DynamoError {
  constructor(message: string) {
    super('ValidationException', message);
  }
}

/** The request is not well formed, or asks for what its table does not have. */
export const invalid = (message: string): DynamoError => new DynamoError('ValidationException', message);

/** A limit or a form of one parameter, worded as the service's front door does. */
export const constraint = (value: unknown, at: string, must: string): DynamoError =>
  invalid(
    `1 validation error detected: Value '${String(value)}' at '${at}' failed to satisfy constraint: Member must ${must}`,
  );

export const conditionFailed = (item: unknown): DynamoError =>
  new DynamoError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    item === undefined ? {} : { Item: item },
  );

export const notFound = (what = ''): DynamoError =>
  new DynamoError('ResourceNotFoundException', `Requested resource not found${what}`);

export const inUse = (message: string): DynamoError => new DynamoError('ResourceInUseException', message);

/** What an engine of this kind does not do is refused by its name, never ignored. */
export const unsupported = (what: string): DynamoError =>
  invalid(`${what} is not supported by this engine; see local/dynamodb/README.md`);

/** One action's part in a cancelled transaction. */
export interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

export const NO_REASON: Reason = { Code: 'None' };

export const cancelled = (reasons: readonly Reason[]): DynamoError =>
  new DynamoError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );

export const conflict = (): DynamoError =>
  new DynamoError('TransactionConflictException', 'Transaction is ongoing for the item');

export const throttled = (): DynamoError =>
  new DynamoError(
    'ProvisionedThroughputExceededException',
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  );

/** The call may or may not have had its effect. */
export const internal = (message = 'The request processing has failed because of an unknown error'): DynamoError =>
  new DynamoError('InternalServerError', message, {}, 500);

const CORAL = new Set(['ValidationException', 'SerializationException', 'UnknownOperationException']);

/** The body of a refused call. */
export const errorBody = ({ code, message, more }: DynamoError): string => {
  const type =
    code === 'ValidationException'
      ? 'com.amazon.coral.validate#ValidationException'
      : CORAL.has(code)
        ? `com.amazon.coral.service#${code}`
        : `com.amazonaws.dynamodb.v20120810#${code}`;
  return JSON.stringify({ __type: type, message, ...more });
};
