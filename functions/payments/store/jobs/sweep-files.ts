import { type Item, int, str } from '../../../kernel/aws/attributes.ts';
import { readDuePage } from '../../../kernel/aws/due-page.ts';
import { nextCutOff } from '../../../kernel/calendars/cut-off.ts';
import { present } from '../../../kernel/core/assert.ts';
import { type DueDeps, wakeDue } from '../../../kernel/triggers/wake-due.ts';
import type { PaymentFile } from '../../model/file.ts';
import type { FileRail, Originator } from '../../model/file-rail.ts';
import { cutOffOf, fileOfCutOff } from '../../model/new-file.ts';
import type { Rails } from '../../model/rails.ts';
import { cuttingOff, filing, snoozing } from '../commit/files.ts';
import { commitStep, whileOpenFor } from '../commit/payments.ts';
import { gathered } from '../queries/files.ts';
import { isStopped } from '../queries/switches.ts';
import type { Post } from '../relay/work-queue.ts';
import { originator, readFile } from '../table/file-item.ts';
import { DUE_SHARDS, FILE_SHARDS, FILE_SORT, TABLE, tenantOf } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

export interface SweepFilesDeps extends DueDeps {
  readonly store: PaymentsStore;
  readonly postFile: Post;
  readonly rails: Rails;
}

interface CutOff {
  readonly kind: 'cut-off';
  readonly tenant: string;
  readonly rail: string;
  readonly originator: Originator;
  readonly at: number;
}
type Due = CutOff | { readonly kind: 'file'; readonly file: PaymentFile };

const SHARDS: readonly number[] = Array.from({ length: FILE_SHARDS }, (_, shard) => DUE_SHARDS + shard);
const SOUGHT = { domain: 'payments', operation: 'sweepFiles', one: 'a file or a cut-off', many: 'files' } as const;
/** A file that has to go on is looked at again after that. */
const AGAIN_MS = 5 * 60_000;
/** Enough to see whether there is anything for a file. */
const LOOK = 25;

const read = (item: Item): Due => {
  if (item.sk?.S === FILE_SORT) return { kind: 'file', file: readFile(item) };
  return {
    kind: 'cut-off',
    tenant: tenantOf(str(item, 'pk')),
    rail: str(item, 'rail'),
    originator: originator.parse(JSON.parse(str(item, 'details'))),
    at: int(item, TABLE.indexes.due.sort),
  };
};

/** Opens the file of a cut-off, where anything waits for it and the rail is not stopped; by its condition once. */
const cutOff = async ({ store, rails }: SweepFilesDeps, due: CutOff, deadline: number): Promise<void> => {
  const files: FileRail = present(rails.get(due.rail)?.describe.files, 'an originator is of a rail that goes by files');
  const now = store.clock.now();
  const { at: next } = nextCutOff(cutOffOf(files, due.originator), now);
  const file = fileOfCutOff(due, files, due.originator, due.at, now);
  const { payments } = await gathered(store, due, { by: file.before, limit: LOOK, from: undefined });
  const opens = payments.length > 0 && !(await isStopped(store, due.tenant, due.rail));
  const behind = cuttingOff(store, due, { seen: due.at, next });
  const actions = opens ? [behind, filing(store, file), whileOpenFor(store, due.tenant, due.rail)] : [behind];
  await commitStep(store, actions, deadline);
};

const wake = async (deps: SweepFilesDeps, due: readonly Due[], deadline: number): Promise<number> => {
  const { store, postFile } = deps;
  const woken: PaymentFile[] = [];
  for (const one of due) {
    if (one.kind === 'cut-off') await cutOff(deps, one, deadline);
    else if (await commitStep(store, [snoozing(store, one.file, store.clock.now() + AGAIN_MS)], deadline))
      woken.push(one.file);
  }
  await postFile(
    woken.map(({ tenant, id }) => ({ tenant, body: JSON.stringify({ tenant, file: id }), delaySeconds: 0 })),
  );
  return due.length;
};

/** Cut-offs whose time has come open a file; files whose message never came go on. */
export const sweepFiles = async (deps: SweepFilesDeps, deadline: number): Promise<number> => {
  const { clock, log, store } = deps;
  const { woken } = await wakeDue(
    { clock, log },
    {
      ...SOUGHT,
      shards: SHARDS,
      page: (shard, by, from) => readDuePage(store, TABLE.indexes.due, read, { shard, by, from }),
      wake: (due) => wake(deps, due, deadline),
    },
    { aheadMs: 0, deadline },
  );
  return woken;
};
