import { present } from '../../../kernel/core/assert.ts';
import type { QueueDeps } from '../../../kernel/triggers/batch-run.ts';
import { queueBatch } from '../../../kernel/triggers/queue-batch.ts';
import type { PaymentFile } from '../../model/file.ts';
import { type FileMessage, readFileMessage } from '../../model/file-job.ts';
import type { FileRail, FileWriter } from '../../model/file-rail.ts';
import { findFile } from '../queries/files.ts';
import type { Post } from '../relay/work-queue.ts';
import { type FillDeps, fill } from './files/fill.ts';
import { type WriteDeps, write } from './files/write.ts';
import { LAST_MS, oneByOne } from './one-by-one.ts';

export interface FileWorkDeps extends FillDeps, WriteDeps, QueueDeps {
  readonly writers: ReadonlyMap<string, FileWriter>;
  readonly post: Post;
  /** Into the queue of the inbox: what is about a bank's file is not for here. */
  readonly postInbox: Post;
}

const filesOf = ({ rails, writers }: FileWorkDeps, rail: string): FileRail & FileWriter => ({
  ...present(rails.get(rail)?.describe.files, 'a file is of a rail that goes by files'),
  ...present(writers.get(rail), 'the function of files has a writer for every such rail'),
});

/** Brings a file for a bank on, and puts a hint back where the time was not enough. */
const goOn = async (deps: FileWorkDeps, begun: PaymentFile, body: string, deadline: number): Promise<void> => {
  const { tenant } = begun;
  const hint = [{ tenant, body, delaySeconds: 0 }];
  if (begun.direction === 'in') return deps.postInbox(hint);
  const files = filesOf(deps, begun.rail);
  const file = begun.state === 'filling' ? await fill(deps, begun, files, deadline) : begun;
  if (file.state === 'filling') return deps.post(hint);
  if (file.state === 'closed' && !(await write(deps, file, files, deadline))) await deps.post(hint);
};

const handle = async (deps: FileWorkDeps, message: FileMessage, deadline: number): Promise<void> => {
  const { tenant, file: id } = present(
    message.kind === 'file' ? message : undefined,
    'objects of the inbox go to the queue of the inbox',
  );
  const file = present(await findFile(deps.store, tenant, id), 'a hint is about a file that exists');
  return goOn(deps, file, JSON.stringify({ tenant, file: id }), deadline);
};

/** Files for banks that have to go on. One after the other: each may need all of the run's memory and time. */
export const buildFileWork = (deps: FileWorkDeps) =>
  queueBatch({
    domain: 'payments',
    deps,
    read: readFileMessage,
    handle: (arrived, deadline) => oneByOne(arrived, (message) => handle(deps, message, deadline - LAST_MS)),
  });
