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

/** CloudWatch's namespace of this deployment's figures, `dev-Folio` in the stage `dev`: stages of one account never add up. */
export const metricNamespace = (environment: NodeJS.ProcessEnv = process.env): string =>
  environment.POWERTOOLS_METRICS_NAMESPACE ?? 'Folio';

/** Whether nobody looks at this deployment's figures, as of a throw-away stage: each is billed by the hour that has it. */
export const metricsDisabled = (environment: NodeJS.ProcessEnv = process.env): boolean =>
  environment.POWERTOOLS_METRICS_DISABLED === 'true';

/** The function's own name, as its stack knows it. */
export const functionName = (environment: NodeJS.ProcessEnv = process.env): string =>
  environment.AWS_LAMBDA_FUNCTION_NAME ?? 'local';

/** The root of the trace that the run belongs to, which Lambda sets anew for each; undefined where there is none. */
export const traceRoot = (environment: NodeJS.ProcessEnv = process.env): string | undefined =>
  environment._X_AMZN_TRACE_ID
    ?.split(';')
    .find((part) => part.startsWith('Root='))
    ?.slice('Root='.length);

/** What an outside issuer calls the tenant, and puts before each scope; the stack sets them where it is not Folio's own. */
export const tokenWords = ({ TOKEN_TENANT_CLAIM, TOKEN_SCOPE_PREFIX }: NodeJS.ProcessEnv = process.env) => ({
  tenantClaim: TOKEN_TENANT_CLAIM ?? 'tenant',
  scopePrefix: TOKEN_SCOPE_PREFIX ?? '',
});
