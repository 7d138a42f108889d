import type { Catalog, Component } from '../catalog.ts';
import { type Graph, graphOf } from '../graph.ts';
import { CRITERIA } from './criteria.ts';
import { CARDS, type Card, type Criterion, LEVELS, type Level, type Measure } from './criterion.ts';

/** What one criterion comes to for one component. */
export interface Scored extends Measure, Pick<Criterion, 'id' | 'card' | 'level' | 'weight' | 'mend'> {}

export interface Scorecard {
  readonly component: string;
  /** 0 to 100 of each card of which something applies. */
  readonly points: Readonly<Partial<Record<Card, number>>>;
  /** The highest level that it has; undefined below bronze. */
  readonly level?: Level;
  /** What its tier asks of it. */
  readonly asked: Level;
  readonly criteria: readonly Scored[];
}

/** Where money stops, everything that can be asked is asked. */
const ASKED: Readonly<Record<number, Level>> = { 1: 'gold', 2: 'silver' };

const pointsOf = (criteria: readonly Scored[], card: Card): number | undefined => {
  const applying = criteria.filter((one) => one.card === card);
  const sum = (all: readonly Scored[]): number => all.reduce((total, { weight }) => total + weight, 0);
  return applying.length === 0
    ? undefined
    : Math.round((100 * sum(applying.filter(({ pass }) => pass))) / sum(applying));
};

const levelOf = (criteria: readonly Scored[]): Level | undefined => {
  const failed = LEVELS.findIndex((level) => criteria.some((one) => one.level === level && !one.pass));
  return failed < 0 ? LEVELS.at(-1) : LEVELS[failed - 1];
};

export const scorecardOf = (component: Component, graph: Graph): Scorecard | undefined => {
  const criteria = CRITERIA.flatMap(({ id, card, level, weight, mend, measure }): readonly Scored[] => {
    const found = measure(component, graph);
    return found === undefined ? [] : [{ id, card, level, weight, mend, ...found }];
  });
  if (criteria.length === 0) return undefined;
  const points: Partial<Record<Card, number>> = {};
  for (const card of CARDS) {
    const value = pointsOf(criteria, card);
    if (value !== undefined) points[card] = value;
  }
  const level = levelOf(criteria);
  const asked = ASKED[component.tier ?? 0] ?? 'bronze';
  return { component: component.id, points, ...(level === undefined ? {} : { level }), asked, criteria };
};

/** A scorecard for each component to which any criterion applies. */
export const scorecardsOf = (catalog: Catalog): readonly Scorecard[] => {
  const graph = graphOf(catalog);
  return catalog.components.flatMap((component) => scorecardOf(component, graph) ?? []);
};

/** Whether a component is below what its tier asks. */
export const isBelow = ({ level, asked }: Pick<Scorecard, 'level' | 'asked'>): boolean =>
  level === undefined || LEVELS.indexOf(level) < LEVELS.indexOf(asked);
