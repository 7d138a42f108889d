/**
 * The generation of stored data (endpoints, deliveries, the feed, receipts). `generation` is the newest form that this code reads. `floor` is the oldest
 * generation whose code reads what this code writes. A release that only adds raises neither. One that contracts raises the floor to
 * the generation of the first release that can live with it. A rollback below the floor is refused.
 */
export const DATA = { generation: 2, floor: 1 } as const;

/**
 * The shards of the `due` index that are written. Some releases of generation 1 read the first 8 only. A deployment that writes 64
 * may not go back to one of them: it would never make the tries in the other shards.
 */
export const DUE_SHARDS_WRITTEN = { local: 8, aws: 64 } as const;
/** The floor of a deployment that writes 64. */
export const WIDE_DUE_FLOOR = 2;
