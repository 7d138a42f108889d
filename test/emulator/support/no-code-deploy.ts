import { createServer } from 'node:http';
import { type Serving, serve } from './loopback.ts';

/**
 * The emulator has no CodeDeploy, and a rollback asks it first whether it is moving something. This answers what is true there,
 * that nothing is under way, and refuses every other question.
 */
export const serveNoCodeDeploy = (): Promise<Serving> =>
  serve(
    createServer(({ headers }, answer) => {
      const isKnown = headers['x-amz-target'] === 'CodeDeploy_20141006.ListDeployments';
      answer.writeHead(isKnown ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      answer.end(JSON.stringify(isKnown ? { deployments: [] } : { __type: 'UnknownOperationException' }));
    }),
  );
