import { type Labels, type Message, ownLabels, useCorrect } from '../api/messages';
import { useSession } from '../api/session';
import { useToast } from '../ui/Toasts';

/** Keys that give a sentiment, wherever messages are labelled. */
export const SENTIMENT_KEYS: Record<string, string> = { '1': 'negative', '2': 'neutral', '3': 'positive' };

export interface Relabelling {
  /** What this person has said of a message, if anything. */
  readonly own: (message: Message) => Labels | null;
  /** Says what is right. What the person said of the message's other tasks stays: the service keeps one correction each. */
  readonly relabel: (message: Message, labels: Labels, undone?: () => void) => void;
  readonly takeBack: (message: Message) => void;
}

/** Labels messages and says what came of it; every change can be undone from what is said. */
export function useRelabelling(): Relabelling {
  const { data: session } = useSession();
  const { mutate } = useCorrect();
  const toast = useToast();
  const own = (message: Message) => ownLabels(message, session?.user);

  function set(id: string, labels: Labels | null, text: string, undo?: () => void): void {
    mutate(
      { id, labels },
      {
        onSuccess: () => toast(undo === undefined ? { text } : { text, undo }),
        onError: (error) => toast({ text: `The labels were not kept. ${error.message}`, failed: true }),
      },
    );
  }

  return {
    own,
    relabel: (message, labels, undone) => {
      const before = own(message);
      set(message.id, { ...before, ...labels }, `Labelled ${Object.values(labels).join(', ')}`, () => {
        set(message.id, before, 'Undone');
        undone?.();
      });
    },
    takeBack: (message) => {
      const before = own(message);
      set(message.id, null, 'Taken back', () => set(message.id, before, 'Undone'));
    },
  };
}
