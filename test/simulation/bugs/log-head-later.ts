import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'the head of the log is read after what is known, and not before it',
  file: 'functions/proof/store/relay/append-entries.ts',
  profile: 'proof',
  from: '      const head = await readHead(store);\n      const left = await withoutKnown(log, commit);',
  to: '      const left = await withoutKnown(log, commit);\n      const head = await readHead(store);',
};
