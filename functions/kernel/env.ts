import type { output, ZodObject } from 'zod';

/**
 * The function's environment, checked once when it starts. A missing name fails the start, and with it the deployment, not the
 * first customer. The message names variables, never their values.
 */
export const readEnv = <S extends ZodObject>(schema: S, environment: NodeJS.ProcessEnv = process.env): output<S> => {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].join(', ');
  throw new Error(`The environment lacks or garbles: ${names}. The domain's stack sets them.`);
};

/** The version that Lambda runs, which receipts and log lines name. */
export const codeVersion = (environment: NodeJS.ProcessEnv = process.env): string =>
  environment.AWS_LAMBDA_FUNCTION_VERSION ?? 'local';

/** The service whose logs and metrics these are; the stack sets it for Powertools too. */
export const serviceName = (environment: NodeJS.ProcessEnv = process.env): string =>
  environment.POWERTOOLS_SERVICE_NAME ?? 'folio';

/** The function's own name, as its stack knows it. */
export const functionName = (environment: NodeJS.ProcessEnv = process.env): string =>
  environment.AWS_LAMBDA_FUNCTION_NAME ?? 'local';
