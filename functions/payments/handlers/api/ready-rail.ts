import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { paymentProblems } from '../../contract/problems.ts';
import type { FileRail, Originator } from '../../model/file-rail.ts';
import type { Rails } from '../../model/rails.ts';
import { findOriginator } from '../../store/queries/files.ts';
import type { ApiDeps } from './deps.ts';

const unknown = 'No such rail goes by files.';

/** A filter by a rail that is not there would be an empty list for ever. @throws Refusal `query` */
export const askedRail = (rails: Rails, rail: string): string => {
  if (rails.get(rail)?.describe.files !== undefined) return rail;
  throw new Refusal(common.query, unknown, [{ pointer: 'query/rail', detail: unknown }]);
};

/** The files of a rail, and who pays by them. @throws Refusal `rail-unknown`, `originator-missing` */
export const readyRail = async (
  deps: ApiDeps,
  tenant: string,
  rail: string,
): Promise<{ readonly files: FileRail; readonly originator: Originator }> => {
  const files = deps.rails.get(rail)?.describe.files;
  if (files === undefined)
    throw new Refusal(paymentProblems['rail-unknown'], unknown, [{ pointer: '/rail', detail: unknown }]);
  const originator = await findOriginator(deps, tenant, rail);
  if (originator === undefined)
    throw new Refusal(paymentProblems['originator-missing'], `Nobody has said yet who pays over ${rail}.`);
  return { files, originator };
};
