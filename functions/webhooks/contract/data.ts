/**
 * The generation of stored data (endpoints, deliveries, the feed, receipts). `generation` is the newest form that this code reads. `floor` is the oldest generation
 * whose code reads what this code writes. A release that only adds raises neither; one that contracts raises the floor to
 * the generation of the first release that can live with it, and a rollback below it is refused from then on.
 */
export const DATA = { generation: 2, floor: 1 } as const;

/**
 * The shards of the `due` index that are written. Generation 1 has releases that read the first 8 only: who writes 64 may not go
 * back to one, since tries that stand in the others would never be made.
 */
export const DUE_SHARDS_WRITTEN = { local: 8, aws: 64 } as const;
/** The floor of a deployment that writes 64. */
export const WIDE_DUE_FLOOR = 2;
