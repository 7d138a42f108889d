import type { Operation } from '../../../functions/kernel/core/operation.ts';
import type { TaskDeps } from '../../../functions/kernel/triggers/task.ts';
import { backOfficeOperations } from '../../../functions/payments/contract/back-office-api.ts';
import { batchOperations } from '../../../functions/payments/contract/batch-api.ts';
import { scheduleOperations } from '../../../functions/payments/contract/schedule-api.ts';
import { buildBackOffice } from '../../../functions/payments/handlers/api/back-office-routes.ts';
import { buildBatches } from '../../../functions/payments/handlers/api/batch-routes.ts';
import { build } from '../../../functions/payments/handlers/api/routes.ts';
import { buildSchedules } from '../../../functions/payments/handlers/api/schedule-routes.ts';
import type { ReadClientFile } from '../../../functions/payments/model/client-file.ts';
import { fileReaders } from '../../../functions/payments/rails/file-readers.ts';
import { fileWriters } from '../../../functions/payments/rails/file-writers.ts';
import { askingClientFiles } from '../../../functions/payments/rails/sepa/ask-client-files.ts';
import { buildClientFiles } from '../../../functions/payments/rails/sepa/client-files.ts';
import { buildFileWork, type FileWorkDeps } from '../../../functions/payments/store/jobs/file-work.ts';
import { buildInboxWork, type InboxWorkDeps } from '../../../functions/payments/store/jobs/inbox-work.ts';
import type { Post } from '../../../functions/payments/store/relay/work-queue.ts';
import type { Environment } from '../faults/environment.ts';

const keysOf = (operations: readonly Pick<Operation, 'method' | 'path'>[]): ReadonlySet<string> =>
  new Set(operations.map(({ method, path }) => `${method} ${path}`));

const FUNCTIONS = [
  { routes: keysOf(batchOperations), buildIt: buildBatches },
  { routes: keysOf(scheduleOperations), buildIt: buildSchedules },
  { routes: keysOf(backOfficeOperations), buildIt: buildBackOffice },
] as const;

/** The function that the gateway asks; whatever is of none of these is of payments themselves. */
export const functionOf = (routeKey: string) => FUNCTIONS.find(({ routes }) => routes.has(routeKey))?.buildIt ?? build;

type FileDeps = Omit<FileWorkDeps & InboxWorkDeps, 'writers' | 'readers' | 'post'> & { readonly postFile: Post };

/** Who works on files: one for banks, one of banks. */
export const fileFunctionOf = (by: 'files' | 'inbox', { postFile, ...deps }: FileDeps) =>
  by === 'files'
    ? buildFileWork({ ...deps, writers: fileWriters, post: postFile })
    : buildInboxWork({ ...deps, readers: fileReaders, post: deps.postInbox });

/** Who reads clients' own files, asked by the function of batches. */
export const clientFilesOf = (env: Environment, deps: TaskDeps): ReadClientFile => {
  const handler = buildClientFiles(deps);
  const context = { getRemainingTimeInMillis: () => 10_000 } as never;
  return askingClientFiles((payload) =>
    env.call('client-files', payload, async () => ({
      text: JSON.stringify(await handler(payload, context)),
      version: '1',
    })),
  );
};
