import { Refusal } from '../../../kernel/core/problem.ts';
import { type BatchLine, isRefused } from '../../model/batch.ts';
import { lineRefusedBy, type SentLine } from './batch-lines.ts';
import type { ApiDeps } from './deps.ts';
import { readyRail } from './ready-rail.ts';

/** Why nothing can be paid by the files of a rail yet; undefined where it can. */
const missing = async (deps: ApiDeps, tenant: string, rail: string): Promise<Refusal | undefined> => {
  try {
    await readyRail(deps, tenant, rail);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

/**
 * The lines of a batch, without those over a rail of files for which nobody has said yet who pays: their payments would hold money
 * and leave with no file.
 */
export const readyLines = async (
  deps: ApiDeps,
  tenant: string,
  sent: readonly SentLine[],
  lines: readonly BatchLine[],
): Promise<readonly BatchLine[]> => {
  const used = new Set(lines.flatMap((line) => (isRefused(line) ? [] : [line.to.rail])));
  const reasons = new Map<string, Refusal>();
  for (const rail of used) {
    if (deps.rails.get(rail)?.describe.files === undefined) continue;
    const reason = await missing(deps, tenant, rail);
    if (reason !== undefined) reasons.set(rail, reason);
  }
  return lines.map((line, place) => {
    const [one, reason] = [sent[place], isRefused(line) ? undefined : reasons.get(line.to.rail)];
    return one === undefined || reason === undefined ? line : lineRefusedBy(one, reason, '/to/rail');
  });
};
