import { liveAws } from '../../kernel/aws/live-aws.ts';
import { roleCredentials } from '../../kernel/aws/role-credentials.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import type { Declarations } from '../contract/declarations.ts';
import { DECLARATIONS_ASSET, snapshotEnv } from '../env.ts';
import { liveSnapshots } from '../store/queries/snapshots.ts';
import { liveStacks } from '../store/queries/stacks.ts';
import { systemOf } from '../store/queries/system.ts';
import { asset } from './asset.ts';
import { build } from './snapshot.ts';

const { STACK_NAMES, SNAPSHOTS } = readEnv(snapshotEnv);
const aws = liveAws(roleCredentials());

export const handler = build({
  clock: liveClock,
  log: liveLog(),
  snapshots: liveSnapshots(aws, SNAPSHOTS),
  system: systemOf({
    stacks: liveStacks(aws),
    names: STACK_NAMES.split(','),
    declared: asset(DECLARATIONS_ASSET) as Declarations,
    clock: liveClock,
  }),
});
