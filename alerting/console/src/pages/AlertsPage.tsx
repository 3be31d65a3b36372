import { Bell, Download, X } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { AlertSection } from '../alert/AlertSection';
import { useVerdictKeys } from '../alert/verdicts';
import type { AlertFilter, DeskStatus, Severity } from '../api/alerts';
import { useNow } from '../api/trends';
import { keyName } from '../lib/keys';
import { moveFocus, useShortcuts } from '../lib/shortcuts';
import { Button } from '../ui/Button';
import { Segments, Select } from '../ui/Fields';
import { PageHead } from '../ui/PageHead';
import { Empty } from '../ui/States';
import styles from './AlertsPage.module.css';

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const STATUSES = [
  { value: 'new', label: 'New' },
  { value: 'snoozed', label: 'Snoozed' },
  { value: 'real', label: 'Real' },
  { value: 'false-alarm', label: 'False alarms' },
  { value: 'all', label: 'All' },
] as const;
const KINDS = [
  { value: 'negative-surge', label: 'Negative surge' },
  { value: 'unusual-attention', label: 'Unusual attention' },
] as const;

/** The inbox: one section per severity, what tells one story together, decided with single keys. */
export function AlertsPage() {
  const [params, setParams] = useSearchParams();
  const [counts, setCounts] = useState<Partial<Record<Severity, number>>>({});
  const status = params.get('status') ?? 'new';
  const only = params.get('severity') as Severity | null;
  const key = params.get('key');
  const group = params.get('group');
  const kind = params.get('kind') as AlertFilter['kind'] | null;
  const shown = SEVERITIES.filter((severity) => only === null || severity === only);
  const filter: AlertFilter = {
    ...(status === 'all' ? {} : { status: status as DeskStatus }),
    ...(kind === null ? {} : { kind }),
    ...(key === null ? {} : { key }),
    ...(group === null ? {} : { group }),
  };
  const filtered = status !== 'new' || kind !== null || key !== null || group !== null || only !== null;
  const nothing = shown.every((severity) => counts[severity] === 0);

  useShortcuts({ j: () => moveFocus(1), k: () => moveFocus(-1) });
  useVerdictKeys(status !== 'all');

  function set(name: string, value: string): void {
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        value === '' ? next.delete(name) : next.set(name, value);
        return next;
      },
      { replace: true },
    );
  }

  return (
    <>
      <PageHead title="Alerts">
        <Segments
          label="Decided as"
          value={status}
          options={STATUSES}
          change={(value) => set('status', value === 'new' ? '' : value)}
        />
        <Select
          label="Severity"
          any="Any severity"
          value={only ?? ''}
          options={SEVERITIES.map((value) => ({ value, label: value }))}
          change={(value) => set('severity', value)}
        />
        <Select label="Kind" any="Any kind" value={kind ?? ''} options={KINDS} change={(value) => set('kind', value)} />
        <KeySelect value={key ?? ''} change={(value) => set('key', value)} />
        {group === null ? null : (
          <Button icon={<X size={14} />} onClick={() => set('group', '')}>
            One story only
          </Button>
        )}
        <a className={styles.export} href="/api/v1/export/alerts.csv" download>
          <Download size={14} aria-hidden="true" /> CSV
        </a>
      </PageHead>
      {nothing ? (
        <Empty
          title={filtered ? 'No alert fits these filters' : 'Nothing waits for a decision'}
          icon={<Bell size={22} />}
        >
          {filtered
            ? 'Take one away, or look at all alerts.'
            : 'New alerts come in here by themselves, the most severe on top.'}
        </Empty>
      ) : null}
      {shown.map((severity) => (
        <AlertSection
          key={severity}
          severity={severity}
          filter={filter}
          counted={(count) => setCounts((old) => (old[severity] === count ? old : { ...old, [severity]: count }))}
        />
      ))}
    </>
  );
}

function KeySelect({ value, change }: { value: string; change: (value: string) => void }) {
  const { data } = useNow('all');
  const known = (data?.rows ?? []).map(({ key }) => ({ value: key.text, label: keyName(key) }));
  const options = known.toSorted((a, b) => a.label.localeCompare(b.label));
  // A key of an old alert may have left the last week's list.
  if (value !== '' && !options.some((option) => option.value === value)) {
    options.push({ value, label: value });
  }
  return <Select label="Topic, theme or company" any="Any key" value={value} options={options} change={change} />;
}
