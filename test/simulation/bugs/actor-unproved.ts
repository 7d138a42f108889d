import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a client that is deleted changes others as long as its token lives',
  file: 'functions/identity/store/commit/client-changes.ts',
  profile: 'identity',
  from: '`attribute_not_exists(pk) OR (${inForce})`',
  to: '`attribute_not_exists(pk) OR attribute_exists(pk) OR (${inForce})`',
};
