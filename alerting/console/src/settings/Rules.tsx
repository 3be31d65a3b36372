import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Rule, Settings } from '../api/administration';
import { useMay } from '../api/session';
import { SeverityBadge, Tag } from '../ui/Badges';
import { Button } from '../ui/Button';
import { HostileText } from '../ui/HostileText';
import { Panel } from '../ui/Panel';
import { RuleDialog } from './RuleDialog';
import styles from './Settings.module.css';

/** Which alerts are told where and when. */
export function Rules({ settings }: { settings: Settings }) {
  const [edited, setEdited] = useState<number | 'new' | null>(null);
  const admin = useMay('admin');
  const { rules, channels } = settings;
  return (
    <Panel
      title="Rules"
      hint="An alert is told on the channels of every rule that it meets"
      actions={
        admin ? (
          <Button
            icon={<Plus size={14} />}
            disabled={channels.length === 0}
            title={channels.length === 0 ? 'Add a channel first' : ''}
            onClick={() => setEdited('new')}
          >
            Add rule
          </Button>
        ) : undefined
      }
      flush
    >
      {rules.length === 0 ? (
        <p className={styles.none}>None: nothing is told on any channel.</p>
      ) : (
        <ul>
          {rules.map((rule, index) => (
            <li key={rule.name} className={styles.entry}>
              <div className={styles.what}>
                <p className={styles.name}>
                  <HostileText text={rule.name} /> <SeverityBadge severity={rule.minSeverity} />
                  {rule.enabled ? null : <Tag>off</Tag>}
                </p>
                <p className={styles.detail}>
                  <HostileText text={describe(rule)} />
                </p>
              </div>
              {admin ? (
                <Button aria-label={`Edit rule ${rule.name}`} onClick={() => setEdited(index)}>
                  Edit
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {edited === null ? null : (
        <RuleDialog settings={settings} index={edited === 'new' ? null : edited} close={() => setEdited(null)} />
      )}
    </Panel>
  );
}

/** A rule in one sentence. */
export function describe(rule: Rule): string {
  const about = [...rule.topics, ...rule.themes, ...rule.entities];
  const hours =
    rule.fromHour === 0 && rule.toHour === 24
      ? 'at any hour'
      : `from ${rule.fromHour} to ${rule.toHour} h ${rule.zone}`;
  const parts = [
    `${rule.minSeverity === 'critical' ? 'Critical' : `At least ${rule.minSeverity}`}`,
    about.length === 0 ? 'on anything' : `on ${about.join(', ')}`,
    rule.kinds.length === 0 ? null : rule.kinds.join(', ').replaceAll('-', ' '),
    `when ${(rule.states.length === 0 ? ['opened', 'escalated'] : rule.states).join(' or ')}`,
    hours,
    `to ${rule.channels.join(', ')}`,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
