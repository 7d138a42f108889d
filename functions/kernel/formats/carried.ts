/** What became of a text on its way into a file with few characters. */
export type Carried =
  | { readonly kind: 'carried'; readonly text: string; readonly changed: boolean }
  | { readonly kind: 'refused'; readonly reason: CarriedFault; readonly detail: string };

export type CarriedFault = 'character' | 'empty' | 'too-long';

const DETAILS: Readonly<Record<CarriedFault, string>> = {
  character: 'A character has no form in Latin letters here. Send the text in Latin letters.',
  empty: 'Nothing is left of the text in the characters that the format has.',
  'too-long':
    'The text is longer than the format has place for, after letters with marks have been written in plain ones.',
};

export const notCarried = (reason: CarriedFault): Carried => ({ kind: 'refused', reason, detail: DETAILS[reason] });
