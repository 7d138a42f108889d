import { liveLog } from '../../kernel/core/log.ts';
import { build } from './api/routes.ts';
import { liveApi } from './live.ts';

const deps = liveApi();
deps.signingKeys.prepare();

export const handler = build({ ...deps, log: liveLog() });
