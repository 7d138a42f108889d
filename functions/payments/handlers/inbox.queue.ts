import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { fileRails } from '../rails/file-rails.ts';
import { fileReaders } from '../rails/file-readers.ts';
import { buildInboxWork } from '../store/jobs/inbox-work.ts';
import { liveBuckets } from './live-buckets.ts';
import { liveCredentials } from './live-credentials.ts';
import { liveInboxPost } from './live-file-post.ts';
import { liveSpool } from './live-files.ts';
import { liveStore } from './live-store.ts';

const credentials = liveCredentials();
export const handler = buildInboxWork({
  clock: liveClock,
  log: liveLog(),
  store: liveStore(),
  rails: fileRails,
  readers: fileReaders,
  spool: liveSpool,
  post: liveInboxPost(credentials),
  ...liveBuckets(credentials),
});
