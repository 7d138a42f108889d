import { hash } from 'node:crypto';
import { type Route, route } from '../../../kernel/core/call.ts';
import { uploadPaymentFile } from '../../contract/file-api.ts';
import { fileView, uploadKey } from '../../model/file.ts';
import { receivedFile } from '../../model/new-file.ts';
import { filing } from '../../store/commit/files.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import type { Spooled } from '../../store/jobs/files/objects.ts';
import { findFile } from '../../store/queries/files.ts';
import type { BackOfficeDeps } from './deps.ts';
import { readyRail } from './ready-rail.ts';

const inMemory = (bytes: Buffer): Spooled => ({
  bytes: bytes.length,
  sha256: hash('sha256', bytes),
  read: async function* () {
    yield bytes;
  },
  drop: async () => {},
});

/** `POST /v1/payment-files/inbox`: first the content is kept, and then it is said that it is there. */
export const uploadFileRoute = (deps: BackOfficeDeps): Route<typeof uploadPaymentFile> =>
  route(uploadPaymentFile, (call) =>
    idempotent(deps, call, async () => {
      const { rail } = call.body;
      const { tenant, clientId: by } = call.caller;
      await readyRail(deps, tenant, rail);
      const content = inMemory(Buffer.from(call.body.content));
      const { bytes, sha256 } = content;
      const createdAt = deps.clock.now();
      const key = uploadKey(tenant, rail, sha256);
      const made = receivedFile({ tenant, rail }, { sha256, bytes, key, objectVersion: undefined, by, createdAt });
      const known = await findFile(deps, tenant, made.id);
      if (known === undefined) await deps.inbox.put(key, content);
      return {
        status: 201,
        body: JSON.stringify(fileView(known ?? made)),
        at: createdAt,
        actions: known === undefined ? [filing(deps, made)] : [],
      };
    }),
  );
