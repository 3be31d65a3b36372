import { ExternalLink } from 'lucide-react';
import type { Message } from '../api/messages';
import { safeLink } from '../lib/hostile';
import { HostileText } from '../ui/HostileText';
import styles from './MessageFoot.module.css';

const READING: Record<Message['reading'], string> = {
  whole: 'read whole',
  beginning: 'only its beginning was read',
  'first-tokens': 'only its first words were read',
};

/** Where a message comes from and which model read how much of it. */
export function MessageFoot({ message }: { message: Message }) {
  const link = safeLink(message.url);
  return (
    <p className={styles.foot}>
      <span>
        Model <HostileText text={message.model.version} />
      </span>
      <span>{READING[message.reading]}</span>
      <span>{message.novelty === 'novel' ? 'new story' : message.novelty.replace('-', ' ')}</span>
      <span className={styles.id}>
        <HostileText text={message.id} />
      </span>
      {link === null ? null : (
        <a href={link} target="_blank" rel="noreferrer noopener nofollow">
          {new URL(link).host} <ExternalLink size={11} aria-hidden="true" />
          <span className="visually-hidden">(opens a new tab)</span>
        </a>
      )}
    </p>
  );
}
