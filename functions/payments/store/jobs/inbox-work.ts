import { present } from '../../../kernel/core/assert.ts';
import type { QueueDeps } from '../../../kernel/triggers/batch-run.ts';
import { queueBatch } from '../../../kernel/triggers/queue-batch.ts';
import { UnreadableFile } from '../../model/bank-word.ts';
import { type InFile, isUpload, ownerOf, type PaymentFile } from '../../model/file.ts';
import type { FileMessage } from '../../model/file-job.ts';
import type { FileRail, FileReader } from '../../model/file-rail.ts';
import { type InboxMessage, readInboxMessage } from '../../model/inbox-message.ts';
import { receivedFile } from '../../model/new-file.ts';
import { filing } from '../commit/files.ts';
import { commitStep } from '../commit/payments.ts';
import { findFile } from '../queries/files.ts';
import type { Post } from '../relay/work-queue.ts';
import { hearBooked } from './files/hear-booked.ts';
import { refuse, type TakeInDeps, takeIn } from './files/take-in.ts';
import { LAST_MS, oneByOne } from './one-by-one.ts';

export interface InboxWorkDeps extends TakeInDeps, QueueDeps {
  readonly readers: ReadonlyMap<string, FileReader>;
  readonly post: Post;
}

/** A disk of Lambda has 512 MB unless one pays for more. */
const BYTES_MAX = 400_000_000;

const filesOf = ({ rails, readers }: InboxWorkDeps, rail: string): (FileRail & FileReader) | undefined => {
  const [files, reader] = [rails.get(rail)?.describe.files, readers.get(rail)];
  return files && reader && { ...files, ...reader };
};

/** A bank's file that nobody can take is poison, and rings as such. */
const logRefusal = ({ log }: InboxWorkDeps, { id }: PaymentFile): void =>
  log.info('a file of a bank was refused', {
    domain: 'payments',
    operation: 'takeFile',
    eventId: id,
    faults: 0,
    poison: 1,
  });

/** Goes on with a bank's file, and puts a hint back where the time was not enough. */
const goOn = async (deps: InboxWorkDeps, begun: PaymentFile, deadline: number): Promise<void> => {
  if (begun.direction === 'out' || begun.state !== 'received') return;
  const { tenant, id, state } = await takeIn(
    deps,
    begun,
    present(filesOf(deps, begun.rail), 'a rail has files'),
    deadline,
  );
  if (state === 'received') await deps.post([{ tenant, body: JSON.stringify({ tenant, file: id }), delaySeconds: 0 }]);
  if (state === 'refused') logRefusal(deps, begun);
};

/** A bank's file of this content, which may be here already. */
const onRecord = async (deps: InboxWorkDeps, file: InFile, deadline: number): Promise<PaymentFile> => {
  const { store } = deps;
  const known = await findFile(store, file.tenant, file.id);
  if (known !== undefined) return known;
  await commitStep(store, [filing(store, file)], deadline);
  return present(await findFile(store, file.tenant, file.id), 'what was put is there');
};

/** Whoever can write to the bucket can put anything anywhere: that is no fault of ours, and rings for a person to look. */
const logStray = ({ log }: InboxWorkDeps): void =>
  log.info('an object of the inbox lies below no tenant and rail with files', {
    domain: 'payments',
    operation: 'takeFile',
    faults: 0,
    poison: 1,
  });

/** What somebody has put into the inbox. */
const takeObject = async (
  deps: InboxWorkDeps,
  { key, version, bytes }: Extract<FileMessage, { kind: 'object' }>,
  deadline: number,
): Promise<void> => {
  // An empty object is a folder, as S3's console makes them.
  if (isUpload(key) || bytes === 0) return;
  const { store, inbox, spool } = deps;
  const owner = ownerOf(key);
  if (owner === undefined || filesOf(deps, owner.rail) === undefined) return logStray(deps);
  const as = { key, objectVersion: version, by: 'inbox', createdAt: store.clock.now() };
  if (bytes > BYTES_MAX) {
    const file = await onRecord(deps, receivedFile(owner, { ...as, bytes, sha256: `${key} ${version}` }), deadline);
    const fault = new UnreadableFile('too-large', `A file may have ${BYTES_MAX} bytes.`);
    if (file.direction !== 'in' || file.state !== 'received') return;
    await refuse(deps, file, fault, deadline);
    logRefusal(deps, file);
    return;
  }
  const content = await spool(present(await inbox.open(key, version), 'what was put into the inbox is there'));
  await content.drop();
  const file = receivedFile(owner, { ...as, bytes: content.bytes, sha256: content.sha256 });
  await goOn(deps, await onRecord(deps, file, deadline), deadline);
};

const handle = async (deps: InboxWorkDeps, message: InboxMessage, deadline: number): Promise<void> => {
  if (message.kind === 'booked') return hearBooked(deps, message, deadline);
  if (message.kind === 'object') return takeObject(deps, message, deadline);
  const file = present(await findFile(deps.store, message.tenant, message.file), 'a hint is about a file that exists');
  return goOn(deps, file, deadline);
};

/**
 * Banks' files that have to be taken, what is put into the inbox, and lines of statements that name payments. One after the other: each may need all of the run's memory and
 * time. A message may come twice, late, or never.
 */
export const buildInboxWork = (deps: InboxWorkDeps) =>
  queueBatch({
    domain: 'payments',
    deps,
    read: readInboxMessage,
    handle: (arrived, deadline) => oneByOne(arrived, (message) => handle(deps, message, deadline - LAST_MS)),
  });
