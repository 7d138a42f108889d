import { inParallel } from '../../functions/kernel/core/parallel.ts';
import type { ObjectVersions } from '../dlq/objects.ts';

/** Versions that are removed at once, and asked for at once. */
const WIDTH = 16;
const PAGE = 1_000;
/** A throw-away stage that has more has a use of its own. */
const ROUNDS_MAX = 1_000;

/** Takes every version of every object out of a bucket, which S3 asks for before it deletes one. @returns how many there were */
export const emptyBucket = async (objects: ObjectVersions, bucket: string): Promise<number> => {
  let count = 0;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const versions = await objects.versions(bucket, PAGE);
    if (versions.length === 0) return count;
    await inParallel(versions, WIDTH, (version) => objects.removeVersion(bucket, version));
    count += versions.length;
  }
  throw new Error(`The bucket ${bucket} holds more than ${ROUNDS_MAX * PAGE} versions of objects.`);
};
