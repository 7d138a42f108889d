import { present } from '../../../kernel/core/assert.ts';
import type { QueueDeps } from '../../../kernel/triggers/batch-run.ts';
import { queueBatch } from '../../../kernel/triggers/queue-batch.ts';
import { UnreadableFile } from '../../model/bank-word.ts';
import { type InFile, ownerOf, type PaymentFile } from '../../model/file.ts';
import { type FileMessage, readFileMessage } from '../../model/file-job.ts';
import type { FileFormat, FileRail } from '../../model/file-rail.ts';
import { receivedFile } from '../../model/new-file.ts';
import { filing } from '../commit/files.ts';
import { commitStep } from '../commit/payments.ts';
import { findFile } from '../queries/files.ts';
import type { Post } from '../relay/work-queue.ts';
import { type FillDeps, fill } from './files/fill.ts';
import { refuse, type TakeInDeps, takeIn } from './files/take-in.ts';
import { type WriteDeps, write } from './files/write.ts';

export interface FileWorkDeps extends FillDeps, WriteDeps, TakeInDeps, QueueDeps {
  readonly formats: ReadonlyMap<string, FileFormat>;
  readonly post: Post;
}

/** Kept back of a run's time for what is under way: a page, a group, a file that is being sent. */
const LAST_MS = 20_000;
/** A disk of Lambda has 512 MB unless one pays for more. */
const BYTES_MAX = 400_000_000;

const filesOf = ({ rails, formats }: FileWorkDeps, rail: string): FileRail & FileFormat => ({
  ...present(rails.get(rail)?.describe.files, 'a file is of a rail that goes by files'),
  ...present(formats.get(rail), 'the function of files has the format of every such rail'),
});

/** A bank's file that nobody can take is poison, and rings as such. */
const tellRefused = ({ log }: FileWorkDeps, { id }: PaymentFile): void =>
  log.info('a file of a bank was refused', {
    domain: 'payments',
    operation: 'takeFile',
    eventId: id,
    faults: 0,
    poison: 1,
  });

const again = ({ post }: FileWorkDeps, { tenant, id }: PaymentFile): Promise<void> =>
  post([{ tenant, body: JSON.stringify({ tenant, file: id }), delaySeconds: 0 }]);

/** Brings a file on, and puts a hint back where the time was not enough. */
const goOn = async (deps: FileWorkDeps, begun: PaymentFile, deadline: number): Promise<void> => {
  const files = filesOf(deps, begun.rail);
  if (begun.direction === 'in') {
    const file = begun.state === 'received' ? await takeIn(deps, begun, files, deadline) : begun;
    if (file.state === 'received') await again(deps, file);
    if (file.state === 'refused' && begun.state === 'received') tellRefused(deps, file);
    return;
  }
  const file = begun.state === 'filling' ? await fill(deps, begun, files, deadline) : begun;
  if (file.state === 'filling') return again(deps, file);
  if (file.state === 'closed' && !(await write(deps, file, files, deadline))) await again(deps, file);
};

/** A bank's file of this content, which may be here already. */
const onRecord = async (deps: FileWorkDeps, file: InFile, deadline: number): Promise<PaymentFile> => {
  const { store } = deps;
  const known = await findFile(store, file.tenant, file.id);
  if (known !== undefined) return known;
  await commitStep(store, [filing(store, file)], deadline);
  return present(await findFile(store, file.tenant, file.id), 'what was put is there');
};

/** What somebody has put into the inbox. */
const takeObject = async (
  deps: FileWorkDeps,
  { key, version, bytes }: Extract<FileMessage, { kind: 'object' }>,
  deadline: number,
): Promise<void> => {
  const { store, inbox, spool } = deps;
  const owner = present(ownerOf(key), 'an object of the inbox lies below a tenant and a rail');
  const as = { key, objectVersion: version, by: 'inbox', createdAt: store.clock.now() };
  if (bytes > BYTES_MAX) {
    const file = await onRecord(deps, receivedFile(owner, { ...as, bytes, sha256: `${key} ${version}` }), deadline);
    const fault = new UnreadableFile('too-large', `A file may have ${BYTES_MAX} bytes.`);
    if (file.direction !== 'in' || file.state !== 'received') return;
    await refuse(deps, file, fault, deadline);
    tellRefused(deps, file);
    return;
  }
  const content = await spool(present(await inbox.open(key, version), 'what was put into the inbox is there'));
  await content.drop();
  const { sha256 } = content;
  await goOn(
    deps,
    await onRecord(deps, receivedFile(owner, { ...as, bytes: content.bytes, sha256 }), deadline),
    deadline,
  );
};

const handle = async (deps: FileWorkDeps, message: FileMessage, deadline: number): Promise<void> => {
  if (message.kind === 'object') return takeObject(deps, message, deadline);
  const file = present(await findFile(deps.store, message.tenant, message.file), 'a hint is about a file that exists');
  return goOn(deps, file, deadline);
};

/**
 * Files that have to go on, and what is put into the inbox. One after the other: each may need all of the run's memory and time. A
 * message may come twice, late, or never.
 */
export const buildFileWork = (deps: FileWorkDeps) =>
  queueBatch({
    domain: 'payments',
    deps,
    read: readFileMessage,
    handle: async (arrived, deadline) => {
      const left = new Map<string, unknown>();
      for (const { id, message } of arrived) {
        try {
          await handle(deps, message, deadline - LAST_MS);
        } catch (error) {
          left.set(id, error);
        }
      }
      return left;
    },
  });
