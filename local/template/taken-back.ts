import { StartFailure } from '../start-failure.ts';

/** A deployment whose new versions were taken back: their aliases are where they were before. */
export class TakenBack extends StartFailure {
  override readonly name = 'TakenBack';
}
