import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { fileRails } from '../rails/file-rails.ts';
import { fileWriters } from '../rails/file-writers.ts';
import { buildFileWork } from '../store/jobs/file-work.ts';
import { liveBuckets } from './live-buckets.ts';
import { liveCredentials } from './live-credentials.ts';
import { liveFilePost, liveInboxPost } from './live-file-post.ts';
import { liveSpool } from './live-files.ts';
import { liveStore } from './live-store.ts';

const credentials = liveCredentials();
export const handler = buildFileWork({
  clock: liveClock,
  log: liveLog(),
  store: liveStore(),
  rails: fileRails,
  writers: fileWriters,
  spool: liveSpool,
  post: liveFilePost(credentials),
  postInbox: liveInboxPost(credentials),
  ...liveBuckets(credentials),
});
