import { useState } from 'react';
import { type Model, useCommand } from '../api/models';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Fields';
import { HostileText } from '../ui/HostileText';
import { useToast } from '../ui/Toasts';
import styles from './CommandDialog.module.css';

export interface Question {
  readonly action: 'promote' | 'shadow' | 'roll-back';
  readonly version: string;
  readonly model?: Model;
}

const TITLE: Record<Question['action'], (version: string) => string> = {
  promote: (version) => `Promote ${version}?`,
  shadow: (version) => `Run ${version} in shadow?`,
  'roll-back': (version) => `Roll back to ${version}?`,
};
const EFFECT: Record<Question['action'], string> = {
  promote:
    'The running job fetches it, warms it and changes over between two batches. A roll-back does the same backwards.',
  shadow: 'The running job lets it score beside the one in use. What it says changes no message and no alert.',
  'roll-back': 'The running job goes back to the model that was in use before the last promotion.',
};
const DO: Record<Question['action'], string> = {
  promote: 'Promote',
  shadow: 'Run in shadow',
  'roll-back': 'Roll back',
};

/** Asks before the running job is told something. A model that did not pass its gate needs a reason, which is audited. */
export function CommandDialog({ question, close }: { question: Question; close: () => void }) {
  const { action, version, model } = question;
  const { mutate, isPending, error } = useCommand();
  const [reason, setReason] = useState('');
  const toast = useToast();
  const force = action === 'promote' && model?.gate?.promotable !== true;

  function send(): void {
    const command =
      action === 'promote'
        ? { action, version, force, reason: force ? reason.trim() : null }
        : action === 'shadow'
          ? { action, version }
          : { action };
    mutate(command, {
      onSuccess: ({ epoch }) => {
        toast({ text: `The job was told: ${DO[action].toLowerCase()} ${version}, epoch ${epoch}` });
        close();
      },
    });
  }

  return (
    <Dialog
      title={TITLE[action](version)}
      close={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look="main" disabled={isPending || (force && reason.trim() === '')} onClick={send}>
            {force ? 'Promote all the same' : DO[action]}
          </Button>
        </>
      }
    >
      <p>{EFFECT[action]}</p>
      {force ? (
        <>
          <p className={styles.warning}>
            {model?.gate ? 'It did not pass its gate:' : 'It was never compared with the model in use.'}
          </p>
          <ul className={styles.reasons}>
            {model?.gate?.reasons.map((text) => (
              <li key={text}>
                <HostileText text={text} />
              </li>
            ))}
          </ul>
          <Field label="Why all the same?" hint="Kept in the audit under your name.">
            {(id) => (
              <textarea id={id} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
        </>
      ) : null}
      {error === null ? null : (
        <p role="alert" className={styles.warning}>
          {error.message}
        </p>
      )}
    </Dialog>
  );
}
