import type { Component, Evidence } from '../catalog.ts';
import type { Graph } from '../graph.ts';

export const CARDS = ['security', 'reliability', 'observability', 'contracts'] as const;
export type Card = (typeof CARDS)[number];

/** A component has a level when it meets every criterion of it and of those before it. */
export const LEVELS = ['bronze', 'silver', 'gold'] as const;
export type Level = (typeof LEVELS)[number];

/** What was found, what it is held to, and where it stands. */
export interface Measure {
  readonly pass: boolean;
  readonly value: string | number | boolean;
  readonly threshold: string | number | boolean;
  readonly evidence: readonly Evidence[];
}

/** Something that a component is held to, by its template alone: nobody types it in. */
export interface Criterion {
  readonly id: string;
  readonly card: Card;
  readonly level: Level;
  /** Its share of the card's points, among the criteria that apply. */
  readonly weight: number;
  readonly mend: string;
  /** Undefined where it does not apply to the component. */
  readonly measure: (component: Component, graph: Graph) => Measure | undefined;
}

/** At most, or at least, so many; with the edges' places as evidence. */
export const atLeast = (least: number, found: readonly { readonly evidence: readonly Evidence[] }[]): Measure => ({
  pass: found.length >= least,
  value: found.length,
  threshold: least,
  evidence: found.flatMap(({ evidence }) => evidence.slice(0, 1)),
});

export const isTrue = (component: Component, fact: string): Measure => {
  const [head] = component.resources;
  const place = head === undefined ? [] : [{ stack: head.stack, logicalId: head.logicalId, property: fact }];
  const value = component.facts[fact] === true;
  return { pass: value, value, threshold: true, evidence: place };
};
