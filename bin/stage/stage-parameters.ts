import * as z from 'zod';
import { type Aws, jsonService } from '../../functions/kernel/aws/aws-call.ts';

const page = z.object({
  Parameters: z.array(z.object({ Name: z.string() })),
  NextToken: z.string().nullish(),
});
const nothing = z.unknown();
/** Of ten each: a stage has some hundred. */
const PAGES_MAX = 200;

/** The parameters below a path, whoever made them. */
export const stageParameters = (aws: Aws, path: string) => {
  const ssm = jsonService(aws, 'ssm', 'AmazonSSM');
  return {
    list: async (): Promise<readonly string[]> => {
      const names: string[] = [];
      let from: string | null | undefined;
      for (let count = 0; count < PAGES_MAX; count += 1) {
        const more = from === undefined || from === null ? {} : { NextToken: from };
        const { Parameters, NextToken } = await ssm(
          'GetParametersByPath',
          { Path: path, Recursive: true, ...more },
          page,
        );
        names.push(...Parameters.map(({ Name }) => Name));
        from = NextToken;
        if (from === undefined || from === null || from === '') return names;
      }
      throw new Error(`There are more than ${PAGES_MAX} pages of parameters below ${path}.`);
    },
    remove: async (Names: readonly string[]): Promise<void> => {
      await ssm('DeleteParameters', { Names }, nothing);
    },
  };
};
