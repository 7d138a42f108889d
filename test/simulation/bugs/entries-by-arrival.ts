import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'statements keep an entry at the place where it arrived',
  file: 'functions/statements/store/table/keys.ts',
  profile: 'histories',
  from: "`E#${String(version).padStart(VERSION_DIGITS, '0')}`",
  to: "`E#${String(Math.min(version, 9)).padStart(VERSION_DIGITS, '0')}`",
};
