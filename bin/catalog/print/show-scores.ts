import type { Scorecard } from '../../../functions/catalog/model/scorecards/score.ts';
import type { Terminal } from '../../client/terminal.ts';

const headOf = ({ component, level, asked, points }: Scorecard): string => {
  const cards = Object.entries(points).map(([card, value]) => `${card} ${value}`);
  return `${component}  ${level ?? 'below bronze'}, its tier asks ${asked}  (${cards.join(', ')})`;
};

/** Each with what it fails. */
export const showScores = (cards: readonly Scorecard[], out: Terminal): void => {
  for (const card of cards) {
    out.line(headOf(card));
    for (const { id, value, threshold, mend } of card.criteria.filter(({ pass }) => !pass))
      out.line(`  ${id}: ${value}, and ${threshold} is asked. ${mend}`);
  }
};
