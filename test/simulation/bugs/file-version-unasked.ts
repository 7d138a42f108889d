import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a file is turned whatever its version has become',
  file: 'functions/payments/store/commit/files.ts',
  profile: 'files',
  from: "      ConditionExpression: '#version = :seen',\n",
  to: "      ConditionExpression: '#version >= :seen',\n",
};
