/**
 * The generation of stored data (payments, switches of rails, receipts, the sandbox's orders). `generation` is the newest form that
 * this code reads. `floor` is the oldest generation whose code reads what this code writes: see the other domains' for when they change.
 *
 * 2: payments that wait (`scheduled`, `awaiting`), and limits. Code of generation 1 cannot read the first and does not keep the second.
 */
export const DATA = { generation: 2, floor: 2 } as const;
