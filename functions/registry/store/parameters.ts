import * as z from 'zod';
import { type Aws, AwsRefusal, jsonService } from './aws-call.ts';

/** Parameter Store, as far as pins and wires need it. */
export interface Parameters {
  readonly get: (name: string) => Promise<string | undefined>;
  /** Names of everything below a path. */
  readonly namesUnder: (path: string) => Promise<readonly string[]>;
  readonly put: (name: string, value: string) => Promise<void>;
  /** Leaves one that exists as it is. */
  readonly create: (name: string, value: string, description: string) => Promise<void>;
}

const one = z.object({ Parameter: z.object({ Value: z.string() }) });
const page = z.object({ Parameters: z.array(z.object({ Name: z.string() })), NextToken: z.string().optional() });
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
    namesUnder: async (path) => {
      const names: string[] = [];
      let from: string | undefined;
      for (let count = 0; count < PAGES_MAX; count += 1) {
        const input = { Path: path, Recursive: true, ...(from === undefined ? {} : { NextToken: from }) };
        const { Parameters: found, NextToken } = await call('GetParametersByPath', input, page);
        names.push(...found.map(({ Name }) => Name));
        if (NextToken === undefined) return names;
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
