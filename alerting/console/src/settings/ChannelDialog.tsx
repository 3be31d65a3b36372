import { type FormEvent, useId, useState } from 'react';
import type { Channel, Settings } from '../api/administration';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Fields';
import { useChange } from './change';
import { Mistakes } from './Mistakes';
import styles from './Settings.module.css';

const EMPTY: Channel = { name: '', type: 'webhook', target: '', enabled: true, secretSet: false };
const TYPES: readonly (readonly [Channel['type'], string])[] = [
  ['webhook', 'Webhook, signed'],
  ['slack', 'Slack or compatible'],
  ['email', 'E-mail'],
  ['alertmanager', 'Prometheus Alertmanager'],
];

interface Props {
  settings: Settings;
  /** The channel to change; null to add one. */
  channel: Channel | null;
  close: () => void;
}

/** Adds, changes or removes a channel. Rules that named a removed channel are the service's to refuse. */
export function ChannelDialog({ settings, channel, close }: Props) {
  const [draft, setDraft] = useState<Channel>(channel ?? EMPTY);
  const { save, saving, mistakes } = useChange();
  const form = useId();
  const others = settings.channels.filter((other) => other.name !== channel?.name);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const channels =
      channel === null ? [...others, draft] : settings.channels.map((old) => (old === channel ? draft : old));
    save({ ...settings, channels }, `Channel ${draft.name} is kept`, close);
  }

  return (
    <Dialog
      title={channel === null ? 'Add channel' : `Channel ${channel.name}`}
      close={close}
      actions={
        <>
          {channel === null ? null : (
            <Button
              className={styles.remove}
              disabled={saving}
              onClick={() => save({ ...settings, channels: others }, `Channel ${channel.name} is removed`, close)}
            >
              Remove
            </Button>
          )}
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" form={form} look="main" disabled={saving}>
            Save
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit}>
        <Field label="Name" hint="Small letters, digits and hyphens">
          {(id) => (
            <input
              id={id}
              required
              pattern="[a-z0-9][a-z0-9\-]{0,39}"
              readOnly={channel !== null}
              value={draft.name}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Type">
          {(id) => (
            <select
              id={id}
              value={draft.type}
              onChange={(event) => setDraft({ ...draft, type: event.target.value as Channel['type'] })}
            >
              {TYPES.map(([type, name]) => (
                <option key={type} value={type}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={draft.type === 'email' ? 'Addresses, separated by commas' : 'Address (http or https)'}>
          {(id) => (
            <input
              id={id}
              required
              maxLength={500}
              value={draft.target}
              onChange={(event) => setDraft({ ...draft, target: event.target.value })}
            />
          )}
        </Field>
        {draft.type === 'webhook' ? (
          <Field
            label="Key that signs"
            hint={
              draft.secretSet
                ? 'There is one. Leave this empty to keep it.'
                : 'Without one, receivers cannot tell who sent it.'
            }
          >
            {(id) => (
              <input
                id={id}
                type="password"
                autoComplete="new-password"
                maxLength={200}
                value={draft.secret ?? ''}
                onChange={(event) =>
                  setDraft({ ...draft, secret: event.target.value === '' ? null : event.target.value })
                }
              />
            )}
          </Field>
        ) : null}
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={draft.enabled}
            onChange={(event) => setDraft({ ...draft, enabled: event.target.checked })}
          />
          Alerts are told here
        </label>
        <Mistakes mistakes={mistakes} />
      </form>
    </Dialog>
  );
}
