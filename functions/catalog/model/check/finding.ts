import type { Evidence } from '../catalog.ts';

/** Something that the catalog shows and that is to be mended before it is deployed. */
export interface Finding {
  /** The rule by its name, so that a reader finds it in docs/CATALOG.md. */
  readonly rule: string;
  /** A component, a type of event or a resource. */
  readonly about: string;
  readonly says: string;
  /** What to do. */
  readonly mend: string;
  readonly evidence?: Evidence;
}

/** A place in a template as it is shown: `Folio-Ledger/ServiceApi... PolicyDocument.Statement[3]`. */
export const placeOf = ({ stack, logicalId, property }: Evidence): string => `${stack}/${logicalId} ${property}`;
