import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a secret is rotated whatever its generation has become',
  file: 'functions/identity/store/commit/client-changes.ts',
  profile: 'identity',
  from: "'#generation = :seen AND attribute_not_exists(deletedAt)'",
  to: "'#generation >= :seen AND attribute_not_exists(deletedAt)'",
};
