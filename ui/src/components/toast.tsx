/** Short good news at the foot of the page. One at a time: the next takes the place of the last. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import classes from "./toast.module.css";

const shownMs = 2_500;

const ToastContext = createContext<(message: string) => void>(() => {});

/** @returns a function that shows a message for a moment */
export const useToast = () => useContext(ToastContext);

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<{ message: string } | null>(null);
  const show = useCallback((message: string) => setToast({ message }), []);

  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(null), shownMs);
    return () => clearTimeout(timer);
  }, [toast]);

  return (
    <ToastContext value={show}>
      {children}
      <div className={classes.place} role="status">
        {toast && <div className={classes.toast}>{toast.message}</div>}
      </div>
    </ToastContext>
  );
}
