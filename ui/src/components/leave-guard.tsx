/** Asks before unsaved work is lost: on a link, on Back, and on closing or reloading the page. */
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";

// The dialog is no part of the first load.
const Confirm = lazy(async () => ({ default: (await import("./confirm.tsx")).Confirm }));

interface Guard {
  /** Calls `go` at once, or after the person has agreed to lose what is unsaved. */
  leave: (go: () => void) => void;
  /** Registers unsaved work. @returns a function that takes it back */
  hold: () => () => void;
}

const GuardContext = createContext<Guard>({ leave: (go) => go(), hold: () => () => {} });

export const useLeave = () => useContext(GuardContext).leave;

/** Guards the page as long as `dirty` is true. */
export function useLeaveGuard(dirty: boolean): void {
  const { hold } = useContext(GuardContext);
  // In the layout phase: a redirect that takes the form away must not find its hold still there.
  useLayoutEffect(() => (dirty ? hold() : undefined), [dirty, hold]);
}

export function LeaveGuard({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const holds = useRef(new Set<symbol>());
  const heldAt = useRef("");
  const [pending, setPending] = useState<(() => void) | null>(null);
  const leave = useCallback((go: () => void) => (holds.current.size > 0 ? setPending(() => go) : go()), []);
  const hold = useCallback(() => {
    const work = Symbol("unsaved work");
    holds.current.add(work);
    heldAt.current = location.href;
    return () => {
      holds.current.delete(work);
    };
  }, []);
  const guard = useMemo(() => ({ leave, hold }), [leave, hold]);

  // In the layout phase, which comes before the router begins to listen: whoever listens first is told first.
  useLayoutEffect(() => {
    const onUnload = (event: BeforeUnloadEvent) => {
      if (holds.current.size > 0) event.preventDefault();
    };
    // The browser has already moved when it tells: go back to where the work is, then ask.
    const onBack = (event: PopStateEvent) => {
      if (holds.current.size === 0) return;
      event.stopImmediatePropagation();
      history.pushState(null, "", heldAt.current);
      setPending(() => () => history.back());
    };
    addEventListener("beforeunload", onUnload);
    addEventListener("popstate", onBack);
    return () => {
      removeEventListener("beforeunload", onUnload);
      removeEventListener("popstate", onBack);
    };
  }, []);

  const answer = (agreed: boolean) => {
    setPending(null);
    if (!agreed) return;
    holds.current.clear();
    pending?.();
  };
  return (
    <GuardContext value={guard}>
      {children}
      {pending && (
        <Suspense>
          <Confirm
            opened
            title={t("unsaved.title")}
            confirm={t("unsaved.leave")}
            cancel={t("unsaved.stay")}
            onConfirm={() => answer(true)}
            onClose={() => answer(false)}
          >
            {t("unsaved.text")}
          </Confirm>
        </Suspense>
      )}
    </GuardContext>
  );
}
