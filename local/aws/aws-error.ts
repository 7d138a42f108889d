/** A refused call of an emulated service, in AWS's own terms: the code becomes `__type`, the status the response's. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
