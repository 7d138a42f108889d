/** A stream has one shard: there is one writer. */
export const SHARD = 'shardId-00000000000000000001-00000001';
