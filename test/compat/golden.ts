import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

const RELEASES = join(import.meta.dirname, 'releases');
const fileOf = (release: number, domain: string): string => join(RELEASES, String(release), `${domain}.json.gz`);

/** All that are kept, oldest first. */
export const keptReleases = (): readonly number[] =>
  readdirSync(RELEASES)
    .map(Number)
    .sort((a, b) => a - b);

/** What a release of a domain left behind and said. */
export const readGolden = <T>(release: number, domain: string): T => {
  if (!existsSync(fileOf(release, domain))) {
    throw new Error(`release ${release} has no recording of ${domain}; see test/compat/README.md`);
  }
  return JSON.parse(gunzipSync(readFileSync(fileOf(release, domain))).toString()) as T;
};

/** Keeps it, once. Returns how many bytes that takes. */
export const keepGolden = (release: number, domain: string, golden: object): number => {
  mkdirSync(join(RELEASES, String(release)), { recursive: true });
  const bytes = gzipSync(JSON.stringify(golden), { level: 9 });
  writeFileSync(fileOf(release, domain), bytes, { flag: 'wx' });
  return bytes.length;
};

export const keyOf = (item: Item): string => `${item.pk?.S}\n${item.sk?.S}`;

/** The whole table, in the order of its keys. */
export const scan = async (client: DynamoDBClient, table: string): Promise<readonly Item[]> => {
  const found: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName: table })) found.push(...(page.Items ?? []));
  return found.sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
};

export const putAll = async (client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> => {
  for (const item of items) await client.send(new PutItemCommand({ TableName: table, Item: { ...item } }));
};

/** The same item as a later release might have written it. */
export const fromTomorrow = (item: Item): Item => ({ ...item, tomorrow: { S: 'unknown' } });
