/** Text of a machine. What may scroll has to be reached by the keyboard. */
export const Listing = ({ text, says }: { readonly text: string; readonly says: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
  // biome-ignore lint/a11y/useSemanticElements: a section would be one more landmark with a heading.
  <div class="listing" role="group" aria-label={says} tabIndex={0}>
    <pre>{text}</pre>
  </div>
);
