import { type IncomingMessage, request } from 'node:http';
import type { Readable } from 'node:stream';
import * as z from 'zod';
import { liveClock } from '../../functions/kernel/core/live-ports.ts';
import { canaries } from '../../functions/registry/store/canaries.ts';
import type { Pace } from '../../local/codedeploy/traffic.ts';
import { DEPLOY_PATH } from '../../local/control/control.ts';
import { localAws } from './local-aws.ts';
import { CommandFailure } from './problem-error.ts';
import type { LocalFile } from './target.ts';

const line = z.object({
  says: z.string().optional(),
  done: z.literal(true).optional(),
  refused: z.string().optional(),
  failed: z.string().optional(),
});

const GONE =
  'The local cloud has ended during the deployment. When it starts again, what was shifting is back at the version before, and waits there for the next "folio deploy".';
const CUT_OFF =
  'The connection to the local cloud broke, but it runs on and goes on with the deployment: "folio release status" shows what baked, and "folio release history" what came of it.';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
/** A process that dies takes its sockets with it a moment before it is gone. */
const ENDS_WITHIN_MS = 500;

/** What a connection that broke means: the one thing that an operator must not be told wrongly. */
const cutOff = async (pid: number, cause?: unknown): Promise<never> => {
  await new Promise((done) => setTimeout(done, ENDS_WITHIN_MS));
  throw new CommandFailure(isAlive(pid) ? CUT_OFF : GONE, { cause });
};

const lineOf = (text: string): z.infer<typeof line> => {
  try {
    return line.parse(JSON.parse(text));
  } catch (cause) {
    throw new CommandFailure('What took the order does not answer as a local cloud does. Start it again.', { cause });
  }
};

async function* linesOf(body: Readable): AsyncGenerator<z.infer<typeof line>> {
  let rest = '';
  for await (const chunk of body.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const each of lines) if (each !== '') yield lineOf(each);
  }
}

/** Without any time limit on the answer, which `fetch` has: a version may bake for a day, and says nothing for minutes. */
const post = (url: string, token: string, body: string): Promise<IncomingMessage> =>
  new Promise((answered, failed) => {
    const headers = { authorization: `Bearer ${token}`, 'content-length': Buffer.byteLength(body) };
    request(url, { method: 'POST', headers, agent: false }, answered).once('error', failed).end(body);
  });

/**
 * Deploys a synthesized app into a running local cloud, and waits until its new versions have proved themselves.
 * @throws CommandFailure when it was refused, or taken back by an alarm.
 */
export const deployInto = async (
  local: LocalFile,
  assemblyDir: string,
  pace: Pace,
  say: (line: string) => void,
): Promise<void> => {
  if (local.control === undefined) {
    throw new CommandFailure('The running local cloud takes no orders: an earlier release started it. Start it again.');
  }
  const order = JSON.stringify({ assemblyDir, ...pace });
  const response = await post(local.control.url + DEPLOY_PATH, local.control.token, order).catch((cause: unknown) => {
    throw new CommandFailure('The local cloud does not answer. Is it running?', { cause });
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new CommandFailure(`The local cloud did not take the order: it answered ${response.statusCode}.`);
  }
  try {
    for await (const { says, done, refused, failed } of linesOf(response)) {
      if (says !== undefined) say(says);
      if (done === true) return;
      if (refused !== undefined) throw new CommandFailure(`Nothing more was deployed: ${refused}.`);
      if (failed !== undefined) throw new CommandFailure(`The deployment failed: ${failed}`);
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    await cutOff(local.pid, error);
  }
  await cutOff(local.pid);
};

/** The deployments that the next one has to wait for, as far as they shift traffic: all else takes seconds. */
export const deploymentsUnderWay = async (local: LocalFile): Promise<readonly string[]> => {
  const { region, endpoint } = localAws(local);
  const credentials = async () => local.credentials;
  // The names of all stacks begin so.
  const running = canaries({ region, endpoint, credentials, clock: liveClock }).running('Folio');
  // One that does not answer is found out by the order itself.
  return running.catch(() => []);
};

/** Tells once what becomes of an order whose caller goes away, and goes. */
export const reportInterrupt = async (
  signals: Pick<NodeJS.EventEmitter, 'once' | 'removeListener'>,
  leave: (line: string) => void,
  run: () => Promise<void>,
): Promise<void> => {
  const interrupted = () =>
    leave(
      'The order stands: the local cloud deploys all the same, or rolls it back when an alarm goes to ALARM. "folio release status" shows what came of it. The rollback of a domain stops its canary: "folio release rollback --help".',
    );
  signals.once('SIGINT', interrupted);
  await run().finally(() => signals.removeListener('SIGINT', interrupted));
};
