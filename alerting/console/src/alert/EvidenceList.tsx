import type { Evidence as Item } from '../api/alerts';
import { percent } from '../lib/format';
import { faithfulness } from '../lib/highlight';
import { MessageFoot } from '../message/MessageFoot';
import { Probabilities } from '../message/Probabilities';
import { Relabel } from '../message/Relabel';
import { SentimentBadge } from '../ui/Badges';
import { HostileText } from '../ui/HostileText';
import { Empty } from '../ui/States';
import { Time } from '../ui/Time';
import styles from './EvidenceList.module.css';

/** The messages behind an alert: their text with what the model looked at, and how far that can be trusted. */
export function Evidence({ evidence }: { evidence: readonly Item[] }) {
  if (evidence.length === 0) {
    return <Empty title="No message is quoted">The job named none for this alert.</Empty>;
  }
  return (
    <ol className={styles.list}>
      {evidence.map((item) => (
        <EvidenceItem key={item.messageId} item={item} />
      ))}
    </ol>
  );
}

function EvidenceItem({ item }: { item: Item }) {
  const faith = faithfulness(item.faithfulness, item.sentiment);
  return (
    <li className={styles.item} data-row={item.messageId} tabIndex={-1}>
      <header className={styles.head}>
        <span className={styles.source}>
          <HostileText text={item.source} />
        </span>
        <Time at={item.publishedAt} />
        <SentimentBadge sentiment={item.sentiment} probability={percent(item.probability)} />
      </header>
      <p className={styles.text}>
        <HostileText text={item.text} highlights={item.highlights} />
      </p>
      <p className={`${styles.faith} ${styles[faith.level]}`}>{faith.text}</p>
      {item.message === null ? null : (
        <>
          <Relabel message={item.message} />
          <details className={styles.more}>
            <summary>Probabilities and origin</summary>
            <Probabilities message={item.message} />
            <MessageFoot message={item.message} />
          </details>
        </>
      )}
    </li>
  );
}
