import { type OutFile, outKey } from '../../../model/file.ts';
import type { FileLine, FileRail, FileWriter } from '../../../model/file-rail.ts';
import { turning } from '../../commit/files.ts';
import { commitStep } from '../../commit/payments.ts';
import { paymentsOf } from '../../queries/files.ts';
import type { PaymentsStore } from '../../table/payments-store.ts';
import type { Objects, Spool } from './objects.ts';

export interface WriteDeps {
  readonly store: PaymentsStore;
  readonly outbox: Objects;
  readonly spool: Spool;
}

async function* linesOf(store: PaymentsStore, file: OutFile): AsyncGenerator<FileLine> {
  for await (const { id, createdAt, to, amount, currency, reference } of paymentsOf(store, file))
    yield { payment: id, createdAt, to, amount, currency, reference };
}

/**
 * Writes a closed file into the outbox. Everything in it is on record and changes no more, so whoever died on the way leaves
 * nothing that the next run does not write over with the same bytes.
 */
export const write = async (
  { store, outbox, spool }: WriteDeps,
  file: OutFile,
  { extension, write: format }: Pick<FileRail, 'extension'> & FileWriter,
  deadline: number,
): Promise<boolean> => {
  const content = await spool(format(file, () => linesOf(store, file)));
  try {
    await outbox.put(outKey(file, extension), content);
  } finally {
    await content.drop();
  }
  const { bytes, sha256 } = content;
  const written: OutFile = {
    ...file,
    version: file.version + 1,
    state: 'written',
    writtenAt: store.clock.now(),
    bytes,
    sha256,
  };
  return commitStep(store, [turning(store, file, written)], deadline);
};
