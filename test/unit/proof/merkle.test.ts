import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  appended,
  EMPTY_FRONTIER,
  frontierBytes,
  readFrontier,
  rootOf,
} from '../../../functions/proof/model/merkle/frontier.ts';
import { EMPTY_ROOT, type Hash, leafHash } from '../../../functions/proof/model/merkle/hashing.ts';
import {
  consistencyProof,
  type HashReader,
  inclusionProof,
  rootAt,
  verifyConsistency,
  verifyInclusion,
} from '../../../functions/proof/model/merkle/proofs.ts';
import {
  readTilePath,
  TILE_WIDTH,
  tilePath,
  tileReader,
  widthIn,
} from '../../../functions/proof/model/merkle/tiles.ts';
import { runs } from '../../support/runs.ts';

/** The leaves and roots of the test vectors of Certificate Transparency (google/certificate-transparency, merkle tree tests). */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');
const entry = (index: number): Uint8Array => Buffer.from(`entry ${index}`);

/** All hashes of a tree of these many entries, and the tree after each. */
const grown = (count: number) => {
  const hashes = new Map<string, Hash>();
  const roots: Hash[] = [EMPTY_ROOT];
  let frontier = EMPTY_FRONTIER;
  for (let index = 0; index < count; index += 1) {
    const more = appended(frontier, [leafHash(entry(index))]);
    for (const { level, index: at, hash } of more.completed) hashes.set(`${level}/${at}`, hash);
    frontier = more.frontier;
    roots.push(rootOf(frontier));
  }
  const read: HashReader = async (subtrees) =>
    subtrees.map(({ level, index }) => hashes.get(`${level}/${index}`) as Hash);
  return { hashes, roots, read, frontier };
};

const SIZE = 700;
const tree = grown(SIZE);
const tiled = tileReader(async (level, index) =>
  Buffer.concat(
    Array.from(
      { length: widthIn(SIZE, level, index) },
      (_, at) => tree.hashes.get(`${8 * level}/${index * TILE_WIDTH + at}`) as Hash,
    ),
  ),
);
const sizes = fc.integer({ min: 1, max: SIZE });

test('trees have the roots of the test vectors of Certificate Transparency', () => {
  const leaves = LEAVES.map((leaf) => leafHash(Buffer.from(leaf, 'hex')));
  ROOTS.forEach((root, index) => {
    expect(hex(rootOf(appended(EMPTY_FRONTIER, leaves.slice(0, index + 1)).frontier))).toBe(root);
  });
  expect(hex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('a tree is the same however its leaves were cut into batches, and kept as bytes', () => {
  fc.assert(
    fc.property(sizes, sizes, (a, b) => {
      const [size, cut] = [Math.max(a, b), Math.min(a, b)];
      const leaves = Array.from({ length: size }, (_, index) => leafHash(entry(index)));
      const first = appended(EMPTY_FRONTIER, leaves.slice(0, cut)).frontier;
      const kept = readFrontier(first.size, frontierBytes(first));
      const whole = appended(kept, leaves.slice(cut)).frontier;
      expect(hex(rootOf(whole))).toBe(hex(tree.roots[size] as Hash));
    }),
    { numRuns: runs(30) },
  );
});

test('every inclusion proof verifies from hashes and from tiles, and with nothing changed', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, one, other) => {
      const [leaf, root] = [one % size, tree.roots[size] as Hash];
      const proof = await inclusionProof(tree.read, leaf, size);
      expect((await inclusionProof(tiled, leaf, size)).map(hex)).toEqual(proof.map(hex));
      expect(hex(await rootAt(tiled, size))).toBe(hex(root));
      const verified = (changed: Partial<{ at: number; size: number; proof: readonly Hash[]; of: number }>) =>
        verifyInclusion(
          entry(changed.of ?? leaf),
          changed.at ?? leaf,
          changed.size ?? size,
          changed.proof ?? proof,
          root,
        );
      expect(verified({})).toBe(true);
      expect(verified({ of: leaf + 1 })).toBe(false);
      expect(verified({ proof: [...proof, leafHash(entry(0))] })).toBe(false);
      if (proof.length > 0) expect(verified({ proof: proof.slice(1) })).toBe(false);
      const wrong = other % size;
      if (wrong !== leaf) expect(verified({ at: wrong })).toBe(false);
      expect(verified({ at: size })).toBe(false);
    }),
    { numRuns: runs(60) },
  );
});

test('every earlier tree is proved to be the beginning of a later one, and no other is', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, sizes, async (a, b) => {
      const [size, earlier] = [Math.max(a, b), Math.min(a, b)];
      const at = (of: number) => ({ size: of, root: tree.roots[of] as Hash });
      const proof = await consistencyProof(tiled, earlier, size);
      expect(verifyConsistency(at(earlier), at(size), proof)).toBe(true);
      const false_ = { size: earlier, root: tree.roots[earlier - 1] as Hash };
      expect(verifyConsistency(false_, at(size), proof)).toBe(false);
      expect(verifyConsistency(at(earlier), { size, root: EMPTY_ROOT }, proof)).toBe(false);
      if (earlier < size) {
        expect(verifyConsistency(at(size), at(earlier), proof)).toBe(false);
        expect(verifyConsistency(at(earlier), at(size), proof.slice(1))).toBe(false);
      }
    }),
    { numRuns: runs(60) },
  );
});

test('tiles have the paths of tlog-tiles, and no other path names one', () => {
  expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('0/x001/x234/067');
  expect(tilePath({ level: 'entries', index: 7, width: 8 })).toBe('entries/007.p/8');
  fc.assert(
    fc.property(
      fc.constantFrom<number | 'entries'>(0, 1, 4, 'entries'),
      fc.integer({ min: 0, max: 999_999_999 }),
      fc.integer({ min: 1, max: 256 }),
      (level, index, width) => {
        const path = tilePath({ level, index, width }).slice(`${level}/`.length);
        expect(readTilePath(String(level), path)).toEqual({ level, index, width });
      },
    ),
    { numRuns: runs(100) },
  );
  for (const path of [
    '7',
    '0007',
    'x000/007',
    'x001/067.p/0',
    '007.p/256',
    '007.p/08',
    '007/8',
    'x001',
    '007.p/300',
    '',
  ])
    expect(readTilePath('0', path)).toBeUndefined();
  for (const level of ['5', '-1', '00', 'data', '']) expect(readTilePath(level, '007')).toBeUndefined();
});
