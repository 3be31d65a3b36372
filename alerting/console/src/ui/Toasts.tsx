import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { useShortcuts } from '../lib/shortcuts';
import { Button } from './Button';
import styles from './Toasts.module.css';

export interface Toast {
  readonly text: string;
  /** Something went wrong: stays longer and is announced at once. */
  readonly failed?: boolean;
  readonly undo?: () => void;
}

interface Shown extends Toast {
  readonly id: number;
}

const SHOWN_MILLIS = 7_000;
const FAILED_MILLIS = 15_000;
const AT_MOST = 3;

const Context = createContext<(toast: Toast) => void>(() => undefined);

/** Says briefly what was done or what failed, with a way back where there is one. */
export function useToast(): (toast: Toast) => void {
  return useContext(Context);
}

export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const next = useRef(0);
  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (toast: Toast) => {
      const id = next.current++;
      setToasts((all) => [...all, { ...toast, id }].slice(-AT_MOST));
      window.setTimeout(() => dismiss(id), toast.failed ? FAILED_MILLIS : SHOWN_MILLIS);
    },
    [dismiss],
  );
  useShortcuts({
    u: () => {
      const last = toasts.findLast((toast) => toast.undo !== undefined);
      if (last !== undefined) {
        dismiss(last.id);
        last.undo?.();
      }
    },
  });
  const [failed, done] = useMemo(
    () => [toasts.filter((toast) => toast.failed), toasts.filter((toast) => !toast.failed)],
    [toasts],
  );
  return (
    <Context value={show}>
      {children}
      <div className={styles.stack}>
        <div role="alert">
          {failed.map((toast) => (
            <Entry key={toast.id} toast={toast} dismiss={dismiss} />
          ))}
        </div>
        <div role="status">
          {done.map((toast) => (
            <Entry key={toast.id} toast={toast} dismiss={dismiss} />
          ))}
        </div>
      </div>
    </Context>
  );
}

function Entry({ toast, dismiss }: { toast: Shown; dismiss: (id: number) => void }) {
  const { undo } = toast;
  return (
    <div className={styles.toast}>
      <span>{toast.text}</span>
      {undo === undefined ? null : (
        <Button
          look="quiet"
          shortcut="u"
          onClick={() => {
            dismiss(toast.id);
            undo();
          }}
        >
          Undo
        </Button>
      )}
      <Button look="quiet" aria-label="Dismiss" onClick={() => dismiss(toast.id)}>
        ×
      </Button>
    </div>
  );
}
