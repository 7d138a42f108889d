import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { fileFormats, fileRails } from '../rails/formats.ts';
import { buildFileWork } from '../store/jobs/file-work.ts';
import { liveBuckets } from './live-buckets.ts';
import { liveCredentials } from './live-credentials.ts';
import { liveFilePost } from './live-file-post.ts';
import { liveSpool } from './live-files.ts';
import { liveStore } from './live-store.ts';

const credentials = liveCredentials();
export const handler = buildFileWork({
  clock: liveClock,
  log: liveLog(),
  store: liveStore(),
  rails: fileRails,
  formats: fileFormats,
  spool: liveSpool,
  post: liveFilePost(credentials),
  ...liveBuckets(credentials),
});
