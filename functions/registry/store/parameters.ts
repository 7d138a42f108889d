import * as z from 'zod';
import { type Aws, AwsRefusal, jsonService } from '../../kernel/aws/aws-call.ts';

export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** When it was last changed, milliseconds since the epoch. */
  readonly setAt: number;
}

/** Parameter Store, as far as pins and wires need it. */
export interface Parameters {
  readonly get: (name: string) => Promise<string | undefined>;
  /** Everything below a path. */
  readonly under: (path: string) => Promise<readonly Parameter[]>;
  readonly put: (name: string, value: string) => Promise<void>;
  /** Leaves one that exists as it is. */
  readonly create: (name: string, value: string, description: string) => Promise<void>;
}

const one = z.object({ Parameter: z.object({ Value: z.string() }) });
/** AWS tells times as seconds since the epoch. */
const described = z.object({ Name: z.string(), Value: z.string(), LastModifiedDate: z.number() });
const page = z.object({ Parameters: z.array(described), NextToken: z.string().optional() });
const PAGES_MAX = 100;

/** @throws unless AWS refused with this code */
const unless = (code: string) => (error: unknown) => {
  if (error instanceof AwsRefusal && error.code === code) return undefined;
  throw error;
};

export const parameters = (aws: Aws): Parameters => {
  const call = jsonService(aws, 'ssm', 'AmazonSSM');
  return {
    get: async (name) =>
      (await call('GetParameter', { Name: name }, one).catch(unless('ParameterNotFound')))?.Parameter.Value,
    under: async (path) => {
      const parameters: Parameter[] = [];
      let from: string | undefined;
      for (let count = 0; count < PAGES_MAX; count += 1) {
        const input = { Path: path, Recursive: true, ...(from === undefined ? {} : { NextToken: from }) };
        const { Parameters: found, NextToken } = await call('GetParametersByPath', input, page);
        for (const { Name, Value, LastModifiedDate } of found)
          parameters.push({ name: Name, value: Value, setAt: LastModifiedDate * 1000 });
        if (NextToken === undefined) return parameters;
        from = NextToken;
      }
      throw new Error(`There are more parameters under ${path} than there can be.`);
    },
    put: async (name, value) => {
      await call('PutParameter', { Name: name, Value: value, Type: 'String', Overwrite: true }, z.object({}));
    },
    create: async (name, value, description) => {
      const input = { Name: name, Value: value, Type: 'String', Description: description, Overwrite: false };
      await call('PutParameter', input, z.object({})).catch(unless('ParameterAlreadyExists'));
    },
  };
};
