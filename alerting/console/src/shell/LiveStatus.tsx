import { type Connection, useLive } from '../api/live';
import styles from './Shell.module.css';

const TEXTS: Record<Connection, string> = { connecting: 'Connecting', live: 'Live', lost: 'Reconnecting' };

/** Whether what is on screen follows the stream; said in words, too, because a colour alone says nothing to many. */
export function LiveStatus() {
  const { connection, messages } = useLive();
  return (
    <p
      className={styles.live}
      title={connection === 'lost' ? 'What you see may be old until the connection is back' : ''}
    >
      <span className={`${styles.pulse} ${styles[connection]}`} aria-hidden="true" />
      {TEXTS[connection]}
      {connection === 'live' && messages !== null ? (
        <span className={`${styles.messages} number`}>{messages.toLocaleString('en-GB')} messages</span>
      ) : null}
    </p>
  );
}
