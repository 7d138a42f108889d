export type LambdaFaultCode =
  | 'ResourceNotFoundException'
  | 'TooManyRequestsException'
  | 'PreconditionFailedException'
  | 'InvalidParameterValueException'
  | 'ResourceConflictException'
  | 'RequestTooLargeException'
  | 'ServiceException';

const STATUS: Readonly<Record<LambdaFaultCode, number>> = {
  ResourceNotFoundException: 404,
  TooManyRequestsException: 429,
  PreconditionFailedException: 412,
  InvalidParameterValueException: 400,
  ResourceConflictException: 409,
  RequestTooLargeException: 413,
  ServiceException: 500,
};

/** A call of the Lambda API that was refused: the function was not run. Code and status are those of AWS. */
export class LambdaFault extends Error {
  override readonly name = 'LambdaFault';
  readonly code: LambdaFaultCode;
  readonly status: number;
  constructor(code: LambdaFaultCode, message: string) {
    super(message);
    this.code = code;
    this.status = STATUS[code];
  }
}
