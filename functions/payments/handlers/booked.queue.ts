import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { fileRails } from '../rails/file-rails.ts';
import { buildBookedWork } from '../store/jobs/booked-work.ts';
import { liveStore } from './live-store.ts';

export const handler = buildBookedWork({ clock: liveClock, log: liveLog(), store: liveStore(), rails: fileRails });
