/**
 * The generation of stored data (no data of its own). `generation` is the newest form that this code reads. `floor` is the oldest
 * generation whose code reads what this code writes. A release that only adds raises neither. One that contracts raises the floor to
 * the generation of the first release that can live with it. A rollback below the floor is refused.
 */
export const DATA = { generation: 1, floor: 1 } as const;
