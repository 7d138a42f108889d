import { Refusal } from '../../../kernel/core/problem.ts';
import { paymentProblems } from '../../contract/problems.ts';
import type { FileRail, Originator } from '../../model/file-rail.ts';
import { findOriginator } from '../../store/queries/files.ts';
import type { ApiDeps } from './deps.ts';

/** The files of a rail, and who pays by them. @throws Refusal `rail-unknown`, `originator-missing` */
export const readyRail = async (
  deps: ApiDeps,
  tenant: string,
  rail: string,
): Promise<{ readonly files: FileRail; readonly originator: Originator }> => {
  const files = deps.rails.get(rail)?.describe.files;
  if (files === undefined) {
    const detail = 'No such rail goes by files.';
    throw new Refusal(paymentProblems['rail-unknown'], detail, [{ pointer: '/rail', detail }]);
  }
  const originator = await findOriginator(deps, tenant, rail);
  if (originator === undefined)
    throw new Refusal(paymentProblems['originator-missing'], `Nobody has said yet who pays over ${rail}.`);
  return { files, originator };
};
