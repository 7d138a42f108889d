import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** A hand that trembles still clicks. */
const SLACK_PX = 4;

/**
 * What is larger than its frame is dragged by the mouse, as well as scrolled; a finger scrolls by itself. Nothing is drawn anew meanwhile, and
 * the click at the end of it opens nothing.
 */
export const useDragging = (frame: RefObject<HTMLElement>): void =>
  useEffect(() => {
    const { current: box } = frame;
    if (box === null) return undefined;
    let from: { readonly x: number; readonly y: number; readonly left: number; readonly top: number } | undefined;
    let dragged = false;
    const begin = (event: PointerEvent): void => {
      dragged = false;
      if (event.button !== 0 || event.pointerType !== 'mouse') return;
      from = { x: event.clientX, y: event.clientY, left: box.scrollLeft, top: box.scrollTop };
    };
    const move = (event: PointerEvent): void => {
      if (from === undefined) return;
      const [x, y] = [event.clientX - from.x, event.clientY - from.y];
      if (!dragged && Math.hypot(x, y) < SLACK_PX) return;
      dragged = true;
      box.classList.add('dragged');
      box.scrollTo(from.left - x, from.top - y);
    };
    const end = (): void => {
      from = undefined;
      box.classList.remove('dragged');
    };
    const click = (event: MouseEvent): void => {
      if (dragged) event.preventDefault();
      dragged = false;
    };
    // A link would be dragged away in place of the map.
    const lift = (event: DragEvent): void => event.preventDefault();
    box.addEventListener('pointerdown', begin);
    box.addEventListener('click', click, true);
    box.addEventListener('dragstart', lift);
    addEventListener('pointermove', move);
    addEventListener('pointerup', end);
    addEventListener('pointercancel', end);
    return () => {
      box.removeEventListener('pointerdown', begin);
      box.removeEventListener('click', click, true);
      box.removeEventListener('dragstart', lift);
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', end);
      removeEventListener('pointercancel', end);
    };
  }, [frame]);
