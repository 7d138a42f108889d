/**
 * The generation of stored data (no data of its own). `generation` is the newest form that this code reads. `floor` is the oldest
 * generation whose code reads what this code writes. A release that only adds raises neither; one that contracts raises the floor
 * to the generation of the first release that can live with it, and a rollback below it is refused from then on.
 */
export const DATA = { generation: 1, floor: 1 } as const;
