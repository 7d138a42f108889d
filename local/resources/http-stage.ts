import { join } from 'node:path';
import type { AccessLogSettings } from '../gateway/api.ts';
import type { ApiRegistry } from '../gateway/registry.ts';
import type { Resource, ResourceHandler } from '../services.ts';
import { only, optionalNumber, optionalText, text } from './properties.ts';

/** The access log is a file named after the log group that it goes to on AWS. */
const accessLog = (resource: Resource, dataDir: string): AccessLogSettings | undefined => {
  const format = optionalText(resource, 'AccessLogSettings.Format');
  const destination = optionalText(resource, 'AccessLogSettings.DestinationArn');
  if (format === undefined || destination === undefined) return undefined;
  const group = /:log-group:([^:]+)/.exec(destination)?.[1] ?? 'access';
  return { format, group, path: join(dataDir, 'logs', `${group.replaceAll(/[^\w.-]+/g, '-').replace(/^-/, '')}.log`) };
};

export const httpStage = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGatewayV2::Stage',
  supports: ['ApiId', 'StageName', 'AutoDeploy', 'DefaultRouteSettings', 'AccessLogSettings'],
  ignores: { Tags: 'nothing reads tags locally', Description: 'a note for people' },
  apply: (resource, context) => {
    only(resource, 'StageName', ['$default']);
    only(resource, 'AutoDeploy', [true]);
    registry.putStage(text(resource, 'ApiId'), {
      rateLimit: optionalNumber(resource, 'DefaultRouteSettings.ThrottlingRateLimit'),
      burstLimit: optionalNumber(resource, 'DefaultRouteSettings.ThrottlingBurstLimit'),
      accessLog: accessLog(resource, context.dataDir),
    });
    return { ref: '$default', attributes: {} };
  },
});
