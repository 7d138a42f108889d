import { readEnv } from '../../kernel/core/env.ts';
import { webhooksEnv } from '../env.ts';
import { portRanges } from '../model/port-ranges.ts';
import type { TargetPolicy } from '../model/target.ts';

const portOf = (url: string): number => {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
};

/** What this deployment lets be a target; the ports of its own services never are. */
export const livePolicy = (): TargetPolicy => {
  const env = readEnv(webhooksEnv);
  const own = [env.API_URL, env.AWS_ENDPOINT_URL, env.AWS_ENDPOINT_URL_DYNAMODB].filter((url) => url !== undefined);
  const told = (env.FOLIO_OWN_PORTS ?? '').split(',').filter((port) => port !== '');
  return {
    loopback: env.ALLOW_LOOPBACK_HTTP === 'true',
    loopbackPorts: portRanges(env.FOLIO_WEBHOOK_PORTS ?? ''),
    ipv6: env.IPV6 === 'true',
    ownPorts: new Set([...own.map(portOf), ...told.map(Number)]),
  };
};
