import { arn } from '../account.ts';
import { LambdaFault } from './lambda-fault.ts';

export interface Target {
  readonly name: string;
  /** `$LATEST`, a version number or an alias. */
  readonly qualifier: string;
}

const SHAPE =
  /^(?:arn:aws[\w-]*:lambda:[\w-]*:\d*:function:|\d{12}:function:)?([A-Za-z0-9-_]{1,140})(?::([$\w-]{1,128}))?$/;

/** Reads a function name or ARN, qualified or not. */
export const parseTarget = (text: string, qualifier?: string): Target => {
  const match = SHAPE.exec(text);
  const name = match?.[1];
  if (name === undefined) throw new LambdaFault('InvalidParameterValueException', 'not a function name or ARN');
  return { name, qualifier: qualifier ?? match?.[2] ?? '$LATEST' };
};

export const functionArn = (name: string, qualifier?: string): string =>
  arn(
    'lambda',
    qualifier === undefined || qualifier === '$LATEST' ? `function:${name}` : `function:${name}:${qualifier}`,
  );
