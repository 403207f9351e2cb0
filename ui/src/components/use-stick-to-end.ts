/** Keeps a list of messages at its end while new ones come, unless the reader has scrolled up. */
import { type RefObject, useLayoutEffect, useRef } from "react";

/** Nearer to the end than this counts as being there, in px. */
const nearPx = 80;

/**
 * @param last changes when something is added at the end
 * @param first changes when something is added at the beginning: what was in view stays in view then
 */
export function useStickToEnd(last: string | undefined, first: string | undefined): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  const before = useRef({ first, height: 0 });
  const atEnd = useRef(true);

  useLayoutEffect(() => {
    const node = ref.current;
    if (!node) return;
    const onScroll = () => {
      atEnd.current = node.scrollHeight - node.scrollTop - node.clientHeight < nearPx;
    };
    node.addEventListener("scroll", onScroll, { passive: true });
    // What opens beside it takes room away, and pictures take theirs once they are loaded: the end stays in view.
    const resized = new ResizeObserver(() => {
      if (atEnd.current) node.scrollTop = node.scrollHeight;
    });
    resized.observe(node);
    if (node.firstElementChild) resized.observe(node.firstElementChild);
    return () => {
      node.removeEventListener("scroll", onScroll);
      resized.disconnect();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `last` is what this waits for
  useLayoutEffect(() => {
    const node = ref.current;
    if (!node) return;
    const grown = node.scrollHeight - before.current.height;
    if (before.current.first !== first && before.current.height > 0 && !atEnd.current) node.scrollTop += grown;
    else if (atEnd.current) node.scrollTop = node.scrollHeight;
    before.current = { first, height: node.scrollHeight };
  }, [last, first]);

  return ref;
}
