import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { inOrder, stream } from '../../kernel/triggers/stream.ts';
import type { StreamDeps } from '../../kernel/triggers/stream-run.ts';
import type { Anchors } from '../store/anchors.ts';

/** A record as the stream brings it: its own text is taken whole, whatever a later release says in it. */
const written = z.object({ pk: z.object({ S: z.string() }), record: z.object({ S: z.string() }) });
const place = z.object({ seq: z.int().positive() });

interface Written {
  readonly domain: string;
  readonly seq: number;
  readonly text: string;
}

/** What stands there now; nothing for a record that was deleted, whose anchor stays and tells. */
const read = ({ dynamodb }: DynamoDBRecord): Written | undefined => {
  if (dynamodb?.NewImage === undefined) return undefined;
  const { pk, record } = written.parse(dynamodb.NewImage);
  return { domain: pk.S, seq: place.parse(JSON.parse(record.S)).seq, text: record.S };
};

export interface AnchorDeps extends StreamDeps {
  readonly anchors: Pick<Anchors, 'put'>;
}

/** Copies each record of the release log, as it is written and whenever it is changed, to where the log's writers cannot reach. */
export const build = (deps: AnchorDeps) =>
  stream({
    domain: 'registry',
    handle: inOrder(read, async (record) => {
      if (record !== undefined) await deps.anchors.put(record.domain, record.seq, record.text);
    }),
    deps,
  });
