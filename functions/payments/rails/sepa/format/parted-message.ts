import type { Place } from '../../../../kernel/formats/iso20022/camt.ts';
import { refuseMissing } from '../../../../kernel/formats/iso20022/fields.ts';
import type { Reading } from '../../../../kernel/formats/xml/document.ts';
import type { XmlElement } from '../../../../kernel/formats/xml/element.ts';

/** What is told of a message piece by piece, in its order. */
export interface PartedListener {
  readonly openPart: (place: Place) => void;
  /** A field of a part, or one payment of it. */
  readonly ofPart: (element: XmlElement) => void;
  /** A field of the message itself. */
  readonly ofMessage: (element: XmlElement) => void;
  readonly closePart: () => void;
  readonly end: () => void;
}

/** Names of ISO 20022: of the message below `Document`, of its parts, and of what a part repeats. */
export interface PartedNames {
  readonly message: string;
  readonly part: string;
  readonly payment: string;
}

/** Reads a message whose payments stand in parts: a pain.001, or a bank's pain.002 about one. */
export const partedReading = ({ message, part, payment }: PartedNames, listener: PartedListener): Reading => {
  const messagePath = `Document/${message}`;
  const partPath = `${messagePath}/${part}`;
  return {
    plan: {
      containers: new Set(['Document', messagePath, partPath]),
      repeated: new Set([part, payment]),
      skipped: new Set(['SplmtryData']),
    },
    listener: {
      open: (container) => {
        if (container.path === partPath) listener.openPart(container);
      },
      record: (element, { path }) => {
        if (path === partPath) listener.ofPart(element);
        else if (path === messagePath) listener.ofMessage(element);
        else refuseMissing(element, message);
      },
      close: ({ path }) => {
        if (path === partPath) listener.closePart();
      },
    },
    end: () => listener.end(),
  };
};
