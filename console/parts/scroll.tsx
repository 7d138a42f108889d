import type { ComponentChildren } from 'preact';

/** What may be wider than the screen and holds no link has to be reached by the keyboard itself. */
export const Scroll = ({ says, children }: { readonly says: string; readonly children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
  // biome-ignore lint/a11y/useSemanticElements: a section would be one more landmark with a heading.
  <div class="scroll" role="group" aria-label={says} tabIndex={0}>
    {children}
  </div>
);
