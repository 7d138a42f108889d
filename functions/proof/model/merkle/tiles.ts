import { assert } from '../../../kernel/core/assert.ts';
import { HASH_BYTES, type Hash, nodeHash } from './hashing.ts';
import type { HashReader } from './proofs.ts';
import type { Subtree } from './subtrees.ts';

/** C2SP tlog-tiles: a tile has the hashes of up to 256 subtrees of 8 levels each. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
/** 2^40 leaves are 5 levels of tiles. */
export const TILE_LEVELS = 5;

/** A tile, or a bundle of entries: those have the numbers of the tiles of level 0. */
export interface TileName {
  readonly level: number | 'entries';
  readonly index: number;
  /** 1 to 256 hashes or entries. */
  readonly width: number;
}

/** `x001/x234/067`, and `.p/8` behind it where the tile is partial. */
export const tilePath = ({ level, index, width }: TileName): string => {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const groups = digits.match(/.{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
};

const LEVEL = /^(?:entries|[0-4])$/;
const INDEX = /^((?:x[0-9]{3}\/){0,3}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** The inverse; undefined for what names no tile, numbers with zeros too many included. */
export const readTilePath = (level: string, path: string): TileName | undefined => {
  const parts = INDEX.exec(path);
  if (!LEVEL.test(level) || parts === null) return undefined;
  const index = Number(parts[1]?.replaceAll(/[x/]/g, ''));
  const width = parts[2] === undefined ? TILE_WIDTH : Number(parts[2]);
  if (width > TILE_WIDTH || (parts[2] !== undefined && width === TILE_WIDTH)) return undefined;
  const name: TileName = { level: level === 'entries' ? level : Number(level), index, width };
  return tilePath(name) === `${level}/${path}` ? name : undefined;
};

/** How many hashes or entries a tile has in a tree of this size. */
export const widthIn = (size: number, level: TileName['level'], index: number): number => {
  const hashes = level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
};

/** A run of hashes in one tile whose subtree is asked for. */
interface Place {
  readonly level: number;
  readonly tile: number;
  readonly from: number;
  readonly count: number;
}

const placeOf = ({ level, index }: Subtree): Place => {
  const count = 2 ** (level % TILE_HEIGHT);
  const first = index * count;
  const tile = Math.floor(first / TILE_WIDTH);
  return { level: Math.floor(level / TILE_HEIGHT), tile, from: first - tile * TILE_WIDTH, count };
};

const merged = (hashes: readonly Hash[]): Hash => {
  let row = hashes;
  while (row.length > 1)
    row = Array.from({ length: row.length / 2 }, (_, at) => nodeHash(row[2 * at] as Hash, row[2 * at + 1] as Hash));
  return row[0] as Hash;
};

/** The hashes of one tile, one after the other. */
export type ReadTile = (level: number, index: number) => Promise<Uint8Array>;

/** Reads hashes of subtrees from tiles, each tile once a call, all at the same time: a proof needs at most ten. */
export const tileReader =
  (readTile: ReadTile): HashReader =>
  async (subtrees) => {
    const places = subtrees.map(placeOf);
    const tiles = new Map<string, Promise<Uint8Array>>();
    for (const { level, tile } of places) {
      const name = `${level}/${tile}`;
      if (!tiles.has(name)) tiles.set(name, readTile(level, tile));
    }
    await Promise.allSettled(tiles.values());
    return Promise.all(
      places.map(async ({ level, tile, from, count }) => {
        const bytes = (await tiles.get(`${level}/${tile}`)) ?? new Uint8Array();
        assert(bytes.length >= (from + count) * HASH_BYTES, 'a tile has every hash that its tree has');
        const at = (index: number): Hash => bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
        return merged(Array.from({ length: count }, (_, index) => at(from + index)));
      }),
    );
  };
