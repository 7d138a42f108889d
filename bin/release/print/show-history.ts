import { onOneLine } from '../../../functions/kernel/values/one-line.ts';
import { type KnownHistory, readHistory } from '../../../functions/registry/handlers/release/read-history.ts';
import { tellRecord } from '../../../functions/registry/handlers/release/tell-record.ts';
import { historiesOf, liveRelease, releaseOf } from '../../../functions/registry/model/history.ts';
import type { ReleasePorts } from '../../../functions/registry/store/release-ports.ts';
import type { Terminal } from '../../client/terminal.ts';

/** The last deployment of the release that is live now. */
const liveSeq = ({ records, ...history }: KnownHistory): number | undefined => {
  const live = liveRelease(history)?.number;
  return records.findLast(({ event }) => event.kind === 'deployed' && releaseOf(history, event)?.number === live)?.seq;
};

/**
 * Prints the release log of a domain, oldest first, once its chain of hashes has been checked. Each row says which release was live after
 * it (`-` where the functions were of no one release); `*` marks the deployment of the one that is live now.
 */
export const showHistory = async (ports: ReleasePorts, out: Terminal, domain: string): Promise<void> => {
  const history = await readHistory(ports, domain);
  const { records } = history;
  const after = historiesOf(records);
  const marked = liveSeq(history);
  out.result(
    records.map((record, index) => ({
      ...record,
      release: after[index] === undefined ? null : (liveRelease(after[index])?.number ?? null),
      live: record.seq === marked,
    })),
  );
  for (const [index, { seq, at, actor, event }] of records.entries()) {
    const then = after[index] ?? history;
    const mark = seq === marked ? '*' : ' ';
    const release = String(liveRelease(then)?.number ?? '-').padStart(3);
    out.line(
      `${mark}${String(seq).padStart(4)}  release ${release}  ${at}  ${onOneLine(actor)}  ${tellRecord(event, then)}`,
    );
  }
  if (marked !== undefined) out.line(`* is live. --to takes the number of a release, not of a row.`);
};
