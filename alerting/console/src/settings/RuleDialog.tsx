import { type FormEvent, useId, useState } from 'react';
import type { Rule, Settings } from '../api/administration';
import { useLabels } from '../api/messages';
import { capitalised } from '../lib/format';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Fields';
import { Checks } from './Checks';
import { useChange } from './change';
import { Mistakes } from './Mistakes';
import styles from './Settings.module.css';

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
const STATES = ['opened', 'escalated', 'ongoing', 'resolved'] as const;
const KINDS = ['negative-surge', 'unusual-attention'] as const;

function empty(settings: Settings): Rule {
  return {
    name: '',
    channels: settings.channels.slice(0, 1).map((channel) => channel.name),
    minSeverity: 'high',
    topics: [],
    themes: [],
    entities: [],
    kinds: [],
    states: [],
    fromHour: 0,
    toHour: 24,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    enabled: true,
  };
}

interface Props {
  settings: Settings;
  /** Place of the rule to change; null to add one. */
  index: number | null;
  close: () => void;
}

/** Adds, changes or removes a rule. */
export function RuleDialog({ settings, index, close }: Props) {
  const [draft, setDraft] = useState<Rule>(() => (index === null ? null : settings.rules[index]) ?? empty(settings));
  const [entities, setEntities] = useState(draft.entities.join(', '));
  const { data: labels } = useLabels();
  const { save, saving, mistakes } = useChange();
  const form = useId();
  const set = (change: Partial<Rule>) => setDraft((old) => ({ ...old, ...change }));

  function submit(event: FormEvent): void {
    event.preventDefault();
    const rule = { ...draft, entities: words(entities) };
    const rules =
      index === null ? [...settings.rules, rule] : settings.rules.map((old, place) => (place === index ? rule : old));
    save({ ...settings, rules }, `Rule ${rule.name} is kept`, close);
  }

  function remove(): void {
    const rules = settings.rules.filter((_, place) => place !== index);
    save({ ...settings, rules }, `Rule ${draft.name} is removed`, close);
  }

  return (
    <Dialog
      title={index === null ? 'Add rule' : `Rule ${draft.name}`}
      close={close}
      actions={
        <>
          {index === null ? null : (
            <Button className={styles.remove} disabled={saving} onClick={remove}>
              Remove
            </Button>
          )}
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" form={form} look="main" disabled={saving || draft.channels.length === 0}>
            Save
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit}>
        <Field label="Name">
          {(id) => (
            <input
              id={id}
              required
              maxLength={80}
              value={draft.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="From this severity on">
          {(id) => (
            <select
              id={id}
              value={draft.minSeverity}
              onChange={(event) => set({ minSeverity: event.target.value as Rule['minSeverity'] })}
            >
              {SEVERITIES.map((severity) => (
                <option key={severity} value={severity}>
                  {capitalised(severity)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Checks
          label="Told on"
          all={settings.channels.map((channel) => channel.name)}
          chosen={draft.channels}
          change={(channels) => set({ channels })}
        />
        <Checks
          label="Topics; none for any"
          all={labels?.topic ?? draft.topics}
          chosen={draft.topics}
          change={(topics) => set({ topics })}
        />
        <Checks
          label="Themes; none for any"
          all={labels?.theme ?? draft.themes}
          chosen={draft.themes}
          change={(themes) => set({ themes })}
        />
        <Field label="Companies, separated by commas; empty for any">
          {(id) => <input id={id} value={entities} onChange={(event) => setEntities(event.target.value)} />}
        </Field>
        <Checks
          label="Kinds; none for any"
          all={KINDS}
          chosen={draft.kinds}
          change={(kinds) => set({ kinds: kinds as Rule['kinds'] })}
        />
        <Checks
          label="Steps; none for opened and escalated"
          all={STATES}
          chosen={draft.states}
          change={(states) => set({ states: states as Rule['states'] })}
        />
        <div className={styles.line}>
          <Field label="From hour">
            {(id) => (
              <input
                id={id}
                className={styles.short}
                type="number"
                min={0}
                max={23}
                required
                value={draft.fromHour}
                onChange={(event) => set({ fromHour: event.target.valueAsNumber })}
              />
            )}
          </Field>
          <Field label="To hour">
            {(id) => (
              <input
                id={id}
                className={styles.short}
                type="number"
                min={1}
                max={24}
                required
                value={draft.toHour}
                onChange={(event) => set({ toHour: event.target.valueAsNumber })}
              />
            )}
          </Field>
          <Field label="Time zone">
            {(id) => (
              <input id={id} required value={draft.zone} onChange={(event) => set({ zone: event.target.value })} />
            )}
          </Field>
        </div>
        <label className={styles.check}>
          <input type="checkbox" checked={draft.enabled} onChange={(event) => set({ enabled: event.target.checked })} />
          This rule applies
        </label>
        <Mistakes mistakes={mistakes} />
      </form>
    </Dialog>
  );
}

/** `A, B` as its parts, without empty ones. */
function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
