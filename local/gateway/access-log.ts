import { ACCOUNT } from '../account.ts';
import { type LogFile, logFile } from '../lambda/log-file.ts';
import type { Answer } from './answer.ts';
import type { AccessLogSettings } from './api.ts';
import type { Exchange } from './exchange.ts';
import { logTime } from './payload.ts';

/** What one line of the access log can tell. */
interface Access extends Exchange {
  readonly apiId: string;
  readonly status: number;
  readonly responseLength: number;
  readonly responseLatencyMs: number;
  readonly errorMessage: string | undefined;
}

type Variable = (access: Access) => string | number | undefined;

const VARIABLES: Readonly<Record<string, Variable>> = {
  accountId: () => ACCOUNT,
  apiId: (a) => a.apiId,
  awsEndpointRequestId: (a) => a.integrationRequestId,
  domainName: (a) => a.domain,
  'error.message': (a) => a.errorMessage,
  extendedRequestId: (a) => a.requestId,
  httpMethod: (a) => a.method,
  'identity.sourceIp': (a) => a.sourceIp,
  'identity.userAgent': (a) => a.headers.userAgent,
  'authorizer.error': (a) => (a.status === 401 || a.status === 403 ? a.errorMessage : undefined),
  'integration.latency': (a) => a.integrationLatencyMs,
  'integration.requestId': (a) => a.integrationRequestId,
  'integration.status': (a) => (a.integrationLatencyMs === undefined ? undefined : 200),
  integrationLatency: (a) => a.integrationLatencyMs,
  integrationStatus: (a) => (a.integrationLatencyMs === undefined ? undefined : 200),
  path: (a) => a.path,
  protocol: () => 'HTTP/1.1',
  requestId: (a) => a.requestId,
  requestTime: (a) => logTime(a.receivedAt),
  requestTimeEpoch: (a) => a.receivedAt,
  responseLatency: (a) => a.responseLatencyMs,
  responseLength: (a) => a.responseLength,
  routeKey: (a) => a.match?.route.routeKey,
  stage: () => '$default',
  status: (a) => a.status,
};

const CLAIM = /^authorizer\.(?:jwt\.)?claims\.(.+)$/;

const variable = (name: string): Variable => {
  const claim = CLAIM.exec(name)?.[1];
  if (claim === undefined) return VARIABLES[name] ?? (() => undefined);
  return (access) => {
    const value = access.token?.claims[claim];
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  };
};

/** Quotes and control characters are escaped, so that a header can break out of no line and no JSON string. */
const escaped = (value: string | number | undefined): string =>
  value === undefined || value === ''
    ? '-'
    : typeof value === 'number'
      ? String(value)
      : JSON.stringify(value).slice(1, -1);

/** Compiles a format with `$context.*` variables; an unknown or empty one is `-`, as on AWS. */
export const accessLine = (format: string): ((access: Access) => string) => {
  const parts = format.split(/\$context\.([A-Za-z0-9_.]+)/);
  const pieces = parts.map((part, index) => (index % 2 === 0 ? part : variable(part)));
  return (access) => {
    let line = '';
    for (const piece of pieces) line += typeof piece === 'string' ? piece : escaped(piece(access));
    return line;
  };
};

export interface AccessLog {
  readonly write: (exchange: Exchange, apiId: string, answer: Answer, responseLength: number) => void;
  readonly flush: () => void;
}

/** @param follow gets each line too, without its end */
export const accessLog = (
  { format, path }: Pick<AccessLogSettings, 'format' | 'path'>,
  follow: (line: string) => void,
): AccessLog => {
  const line = accessLine(format);
  const file: LogFile = logFile(path);
  return {
    flush: file.flush,
    write: (exchange, apiId, { status, message: errorMessage }, responseLength) => {
      const responseLatencyMs = Date.now() - exchange.receivedAt;
      const written = line({ ...exchange, apiId, status, responseLength, responseLatencyMs, errorMessage });
      file.append(`${written}\n`);
      follow(written);
    },
  };
};
