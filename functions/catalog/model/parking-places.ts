import type { Component } from './catalog.ts';
import type { Graph } from './graph.ts';

/** Where work lies that failed all its tries: a dead-letter queue, or the bucket in which a stream's mapping puts records aside. */
export interface ParkingPlace {
  readonly component: Component;
  readonly kind: 'queue' | 'bucket';
  /** As AWS calls it: a queue's URL, a bucket's name; undefined for one that CloudFormation has not made. */
  readonly physicalId: string | undefined;
  /** The components that park here, by id. */
  readonly parkedBy: readonly string[];
}

/** What lies there. */
export interface Parked {
  readonly waiting: number;
  /** Received by somebody who has not decided yet: a consumer, or an operator who looks. */
  readonly inHand: number;
  /** There are more than were counted. */
  readonly more: boolean;
  /** Milliseconds since the epoch; undefined where nothing waits, or AWS has not said yet. */
  readonly oldestAt?: number;
}

type PhysicalIds = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Every place that something parks in, by id. */
export const parkingPlaces = ({ catalog, to }: Graph, physicalIds: PhysicalIds): readonly ParkingPlace[] =>
  catalog.components.flatMap((component): readonly ParkingPlace[] => {
    const { id, type, resources } = component;
    const parkedBy = [...new Set(to(id, 'parksIn').map(({ from }) => from))].sort();
    if (parkedBy.length === 0 || (type !== 'queue' && type !== 'bucket')) return [];
    const [head] = resources;
    const physicalId = head === undefined ? undefined : physicalIds.get(head.stack)?.get(head.logicalId);
    return [{ component, kind: type, physicalId, parkedBy }];
  });
