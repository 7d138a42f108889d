import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'an earlier secret opens for a day more than was asked for',
  file: 'functions/identity/handlers/api/issue-token.ts',
  profile: 'identity',
  from: 'now < client.previousUntil ?',
  to: 'now < client.previousUntil + 86_400_000 ?',
};
