import { type Settings, useSaveSettings } from '../api/administration';
import { ServiceError } from '../api/client';
import { useToast } from '../ui/Toasts';

export interface Change {
  /** Saves the settings after a change. `done` runs when the service has taken them. */
  readonly save: (settings: Settings, said: string, done?: () => void) => void;
  readonly saving: boolean;
  /** Every mistake that the service found in what was last sent. */
  readonly mistakes: readonly string[];
}

/** Each change is saved at once, so nobody leaves the page with one forgotten. */
export function useChange(): Change {
  const { mutate, isPending, error } = useSaveSettings();
  const toast = useToast();
  return {
    saving: isPending,
    mistakes: mistakesOf(error),
    save: (settings, said, done) =>
      mutate(settings, {
        onSuccess: () => {
          toast({ text: said });
          done?.();
        },
      }),
  };
}

function mistakesOf(error: Error | null): readonly string[] {
  if (error === null) {
    return [];
  }
  if (error instanceof ServiceError && error.status === 409) {
    return ['Somebody else changed the settings meanwhile. Load the page anew, then change them again.'];
  }
  return error instanceof ServiceError && error.errors.length > 0 ? error.errors : [error.message];
}
