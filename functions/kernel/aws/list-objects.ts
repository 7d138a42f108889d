import { type Aws, AwsRefusal } from './aws-call.ts';
import { EMPTY_SHA256, s3Call, uriEncoded } from './bucket.ts';
import { elementOf, unescaped } from './query-service.ts';

/** An object of a bucket, as a listing shows it. */
export interface ListedObject {
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export interface ListedPage {
  /** In the order of their keys. */
  readonly objects: readonly ListedObject[];
  readonly more: boolean;
}

/** S3 lists so many a page. */
const PAGE_MAX = 1_000;

const objectsIn = (xml: string): readonly ListedObject[] =>
  xml
    .split('<Contents>')
    .slice(1)
    .flatMap((part) => {
      const key = elementOf(part, 'Key');
      return key === undefined
        ? []
        : [{ key: unescaped(key), modifiedAt: Date.parse(elementOf(part, 'LastModified') ?? '') }];
    });

/** One page of a bucket's objects: those whose key begins so, behind `after`. @throws AwsRefusal */
export const listObjects = async (
  aws: Aws,
  bucket: string,
  asked: { readonly prefix: string; readonly after?: string; readonly max?: number },
): Promise<ListedPage> => {
  // In the order in which a signature wants them.
  const query = [
    'list-type=2',
    `max-keys=${asked.max ?? PAGE_MAX}`,
    `prefix=${uriEncoded(asked.prefix)}`,
    ...(asked.after === undefined ? [] : [`start-after=${uriEncoded(asked.after)}`]),
  ].join('&');
  const call = { method: 'GET', path: `/${bucket}`, query, bodySha256: EMPTY_SHA256, headers: {} } as const;
  const answer = await s3Call(aws, call);
  const xml = await answer.text();
  if (!answer.ok) throw new AwsRefusal(elementOf(xml, 'Code') ?? String(answer.status), 'S3 does not list the bucket');
  return { objects: objectsIn(xml), more: elementOf(xml, 'IsTruncated') === 'true' };
};
