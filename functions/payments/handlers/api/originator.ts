import { nextCutOff } from '../../../kernel/calendars/cut-off.ts';
import { type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { getRailOriginator, setRailOriginator } from '../../contract/file-api.ts';
import { paymentProblems } from '../../contract/problems.ts';
import type { FileRail, Originator } from '../../model/file-rail.ts';
import { cutOffOf } from '../../model/new-file.ts';
import { originating } from '../../store/commit/files.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import { findOriginator } from '../../store/queries/files.ts';
import type { ApiDeps } from './deps.ts';
import { notFound } from './existing.ts';

/** The files of a rail that goes by files. @throws Refusal `not-found` */
const filesOf = ({ rails }: ApiDeps, name: string): FileRail => {
  const files = rails.get(name)?.describe.files;
  if (files === undefined) throw notFound('rail that goes by files');
  return files;
};

const originatorView = (rail: string, files: FileRail, originator: Originator, now: number) => {
  const cutOff = cutOffOf(files, originator);
  return {
    rail,
    name: originator.name,
    ...('iban' in originator
      ? { iban: originator.iban, bic: originator.bic ?? null }
      : {
          routingNumber: originator.routingNumber,
          bankName: originator.bankName,
          companyId: originator.companyId,
          description: originator.description ?? null,
        }),
    cutOff: cutOff.time,
    timeZone: cutOff.zone,
    nextCutOff: formatTime(nextCutOff(cutOff, now).at),
  };
};

/** `POST /v1/payment-rails/{rail}/originator`. */
export const setOriginatorRoute = (deps: ApiDeps): Route<typeof setRailOriginator> =>
  route(setRailOriginator, async (call) => {
    const { rail } = call.params;
    const { tenant, clientId: by } = call.caller;
    const files = filesOf(deps, rail);
    const faults = files.faults(call.body);
    if (faults.length > 0) {
      const errors = faults.map(({ member, detail }) => ({ pointer: member === '' ? '' : `/${member}`, detail }));
      throw new Refusal(paymentProblems['originator-invalid'], 'The bank would not take this originator.', errors);
    }
    return idempotent(deps, call, async () => {
      const at = deps.clock.now();
      const next = nextCutOff(cutOffOf(files, call.body), at).at;
      return {
        status: 200,
        body: JSON.stringify(originatorView(rail, files, call.body, at)),
        at,
        actions: [originating(deps, { tenant, rail }, call.body, { by, next })],
      };
    });
  });

/** `GET /v1/payment-rails/{rail}/originator`. */
export const getOriginatorRoute = (deps: ApiDeps): Route<typeof getRailOriginator> =>
  route(getRailOriginator, async ({ params: { rail }, caller }) => {
    const files = filesOf(deps, rail);
    const originator = await findOriginator(deps, caller.tenant, rail);
    if (originator === undefined) throw notFound('originator of this rail');
    return { status: 200, body: originatorView(rail, files, originator, deps.clock.now()) };
  });
