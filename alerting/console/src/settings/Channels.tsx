import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type Channel, type ChannelState, type Settings, useChannels } from '../api/administration';
import { useMay } from '../api/session';
import { count } from '../lib/format';
import { Tag } from '../ui/Badges';
import { Button } from '../ui/Button';
import { HostileText } from '../ui/HostileText';
import { Panel } from '../ui/Panel';
import { Time } from '../ui/Time';
import { ChannelDialog } from './ChannelDialog';
import styles from './Settings.module.css';

const STATE: Record<ChannelState['state'], string> = {
  ok: 'Works',
  failing: 'Failing',
  disabled: 'Off',
  unused: 'Nothing sent yet',
};

/** Where alerts are told, and whether that works. */
export function Channels({ settings }: { settings: Settings }) {
  const [edited, setEdited] = useState<Channel | 'new' | null>(null);
  const { data: states } = useChannels();
  const admin = useMay('admin');
  return (
    <Panel
      title="Channels"
      hint="Where alerts are told; one that fails is tried again and holds up no other"
      actions={
        admin ? (
          <Button icon={<Plus size={14} />} onClick={() => setEdited('new')}>
            Add channel
          </Button>
        ) : undefined
      }
      flush
    >
      {settings.channels.length === 0 ? (
        <p className={styles.none}>None: alerts are shown in this console only.</p>
      ) : (
        <ul>
          {settings.channels.map((channel) => (
            <li key={channel.name} className={styles.entry}>
              <div className={styles.what}>
                <p className={styles.name}>
                  {channel.name} <Tag>{channel.type}</Tag>
                </p>
                <p className={styles.detail}>
                  <HostileText text={channel.target} />
                  {channel.type === 'webhook' ? (channel.secretSet ? ' · signed' : ' · not signed') : ''}
                </p>
                <State state={states?.find((state) => state.name === channel.name)} enabled={channel.enabled} />
              </div>
              {admin ? (
                <Button aria-label={`Edit channel ${channel.name}`} onClick={() => setEdited(channel)}>
                  Edit
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {edited === null ? null : (
        <ChannelDialog settings={settings} channel={edited === 'new' ? null : edited} close={() => setEdited(null)} />
      )}
    </Panel>
  );
}

function State({ state, enabled }: { state: ChannelState | undefined; enabled: boolean }) {
  if (state === undefined) {
    return <p className={styles.detail}>{enabled ? STATE.unused : STATE.disabled}</p>;
  }
  return (
    <>
      <p className={styles.detail}>
        <span className={`${styles.state} ${styles[state.state]}`}>{STATE[state.state]}</span> · {count(state.sent)}{' '}
        sent, {count(state.waiting)} waiting, {count(state.failed)} given up
        {state.lastSentAt === null ? null : (
          <>
            , last <Time at={state.lastSentAt} />
          </>
        )}
      </p>
      {state.state === 'failing' && state.lastError !== null ? (
        <p className={styles.error}>
          <HostileText text={state.lastError} />
          {state.nextAttemptAt === null ? null : (
            <>
              {' '}
              · next attempt <Time at={state.nextAttemptAt} look="second" />
            </>
          )}
        </p>
      ) : null}
    </>
  );
}
