import * as z from 'zod';
import { liveClock } from '../../functions/kernel/live-ports.ts';
import type { Pace } from '../../local/codedeploy/traffic.ts';
import { DEPLOY_PATH } from '../../local/control/control.ts';
import { canaries } from '../release/canaries.ts';
import { CommandFailure } from './problem-error.ts';
import type { LocalFile } from './target.ts';

const line = z.object({
  says: z.string().optional(),
  done: z.literal(true).optional(),
  refused: z.string().optional(),
  failed: z.string().optional(),
});

const WENT_AWAY = 'The local cloud went away during the deployment. Start it again: what was shifting is taken back.';

/** @throws CommandFailure where the connection breaks within the answer */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  try {
    yield* body.pipeThrough(new TextDecoderStream() as never) as ReadableStream<string>;
  } catch (cause) {
    throw new CommandFailure(WENT_AWAY, { cause });
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<z.infer<typeof line>> {
  let rest = '';
  for await (const chunk of chunksOf(body)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const each of lines) if (each !== '') yield line.parse(JSON.parse(each));
  }
}

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
  const response = await fetch(local.control.url + DEPLOY_PATH, {
    method: 'POST',
    headers: { authorization: `Bearer ${local.control.token}` },
    body: JSON.stringify({ assemblyDir, ...pace }),
  }).catch((cause: unknown) => {
    throw new CommandFailure('The local cloud does not answer. Is it running?', { cause });
  });
  if (response.status !== 200 || response.body === null) {
    throw new CommandFailure(`The local cloud did not take the order: it answered ${response.status}.`);
  }
  for await (const { says, done, refused, failed } of linesOf(response.body)) {
    if (says !== undefined) say(says);
    if (done === true) return;
    if (refused !== undefined) throw new CommandFailure(`Nothing more was deployed: ${refused}.`);
    if (failed !== undefined) throw new CommandFailure(`The deployment failed: ${failed}`);
  }
  throw new CommandFailure(WENT_AWAY);
};

/** The deployments that the next one has to wait for, as far as they shift traffic: all else takes seconds. */
export const deploymentsUnderWay = async ({ awsUrl }: LocalFile): Promise<readonly string[]> => {
  const credentials = async () => ({ accessKeyId: 'local', secretAccessKey: 'local' });
  // The names of all stacks begin so.
  const running = canaries({ region: 'us-east-1', endpoint: awsUrl, credentials, clock: liveClock }).running('Folio');
  // One that does not answer is found out by the order itself.
  return running.catch(() => []);
};

/** Tells once what becomes of an order whose caller goes away, and goes. */
export const tellWhenInterrupted = async (
  signals: Pick<NodeJS.EventEmitter, 'once' | 'removeListener'>,
  leave: (line: string) => void,
  run: () => Promise<void>,
): Promise<void> => {
  const interrupted = () =>
    leave(
      'The order stands: the local cloud deploys all the same, or takes it back when an alarm rings. "folio release status" shows what came of it; "folio release rollback" stops its canary.',
    );
  signals.once('SIGINT', interrupted);
  await run().finally(() => signals.removeListener('SIGINT', interrupted));
};
