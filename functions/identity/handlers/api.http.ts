import { liveLog } from '../../kernel/log.ts';
import { build } from './api.ts';
import { liveIdentity } from './live.ts';

const deps = liveIdentity();
deps.signingKeys.prepare();

export const handler = build({ ...deps, log: liveLog() });
