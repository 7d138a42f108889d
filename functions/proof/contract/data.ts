/**
 * The generation of stored data (entries, hashes, checkpoints, where a tenant's leaves are). `generation` is the newest form that this
 * code reads. `floor` is the oldest generation whose code reads what this code writes.
 */
export const DATA = { generation: 1, floor: 1 } as const;
