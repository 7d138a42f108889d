import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a commit of which some slots are known appends none of the others',
  file: 'functions/proof/store/relay/append-entries.ts',
  profile: 'proof',
  from: 'if (left.length === 0) return true;',
  to: 'if (left.length < commit.length) return true;',
};
