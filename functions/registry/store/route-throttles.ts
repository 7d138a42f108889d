import { type Aws, AwsRefusal, suffixOf } from '../../kernel/aws/aws-call.ts';
import { signer } from '../../kernel/aws/sigv4.ts';

const TIMEOUT_MS = 5_000;
const PATH_OF_STAGE = (apiId: string): string => `/v2/apis/${apiId}/stages/%24default`;

export interface Throttle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** Sets the throttle of single routes of an API's default stage; those of others stay. Called twice it changes nothing. */
export const throttleRoutes =
  (aws: Aws) =>
  async (apiId: string, routes: readonly string[], { ratePerSecond, burst }: Throttle): Promise<void> => {
    const url = new URL(aws.endpoint ?? `https://apigateway.${aws.region}.${suffixOf(aws.region)}`);
    const settings = { throttlingRateLimit: ratePerSecond, throttlingBurstLimit: burst };
    const body = JSON.stringify({ routeSettings: Object.fromEntries(routes.map((route) => [route, settings])) });
    const path = PATH_OF_STAGE(apiId);
    const headers = { host: url.host, 'content-type': 'application/json' };
    const at = aws.clock.now();
    const signed = signer('apigateway')(await aws.credentials(), aws.region, {
      method: 'PATCH',
      path,
      headers,
      body,
      at,
    });
    const { host: _, ...sent } = signed;
    const answer = await fetch(new URL(path, url), {
      method: 'PATCH',
      headers: sent,
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    if (answer.ok) return;
    const code = answer.headers.get('x-amzn-errortype')?.split(':')[0] ?? String(answer.status);
    throw new AwsRefusal(text.includes('Throttl') ? 'ThrottlingException' : code, 'apigateway UpdateStage');
  };
