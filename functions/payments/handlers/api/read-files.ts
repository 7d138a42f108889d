import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { getPaymentFile, getPaymentFileContent, listPaymentFiles } from '../../contract/file-api.ts';
import { fileView, outKey, type PaymentFile } from '../../model/file.ts';
import { findFile, listFiles } from '../../store/queries/files.ts';
import type { BackOfficeDeps } from './deps.ts';
import { notFound } from './existing.ts';
import { askedRail } from './ready-rail.ts';

const existing = async (deps: BackOfficeDeps, tenant: string, id: string): Promise<PaymentFile> => {
  const file = await findFile(deps, tenant, id);
  if (file === undefined) throw notFound('file');
  return file;
};

/** `GET /v1/payment-files/{id}`. */
export const getFileRoute = (deps: BackOfficeDeps): Route<typeof getPaymentFile> =>
  route(getPaymentFile, async ({ caller, params }) => ({
    status: 200,
    body: fileView(await existing(deps, caller.tenant, params.id)),
  }));

const list = async (deps: BackOfficeDeps, call: Call<typeof listPaymentFiles>): Promise<Reply> => {
  const after = await deps.cursors.read(call, call.query.cursor);
  const { direction } = call.query;
  const rail = call.query.rail === undefined ? undefined : askedRail(deps.rails, call.query.rail);
  const wanted = (file: PaymentFile) =>
    (rail === undefined || file.rail === rail) && (direction === undefined || file.direction === direction);
  const page = await listFiles(deps, call.caller.tenant, wanted, { limit: pageLimit(call.query), after });
  return pageReply(page, (next) => deps.cursors.sign(call, next));
};

/** `GET /v1/payment-files`, newest first. */
export const listFilesRoute = (deps: BackOfficeDeps): Route<typeof listPaymentFiles> =>
  route(listPaymentFiles, (call) => list(deps, call));

/** In base64 it is 4 MB, and Lambda answers with 6. */
const PART_BYTES = 3_000_000;

/** `GET /v1/payment-files/{id}/content`. */
export const getFileContentRoute = (deps: BackOfficeDeps): Route<typeof getPaymentFileContent> =>
  route(getPaymentFileContent, async ({ caller, params, query }) => {
    const file = await existing(deps, caller.tenant, params.id);
    const first = Number(query.from ?? '0');
    const range = { first, last: first + PART_BYTES - 1 };
    const extension = deps.rails.get(file.rail)?.describe.files?.extension ?? '';
    const ready = file.direction === 'in' || file.state === 'written';
    const part = !ready
      ? undefined
      : file.direction === 'in'
        ? await deps.inbox.part(file.key, range, file.objectVersion)
        : await deps.outbox.part(outKey(file, extension), range);
    if (part === undefined) throw notFound('content of this file (yet), or not from that byte on');
    const { content, total } = part;
    const next = first + content.length;
    const body = {
      content: Buffer.from(content).toString('base64'),
      from: first,
      nextFrom: next < total ? next : null,
      total,
    };
    return { status: 200, body };
  });
