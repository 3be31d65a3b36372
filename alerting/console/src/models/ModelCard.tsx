import { CircleCheck, CircleHelp, CircleX, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Model } from '../api/models';
import { bytes } from '../lib/format';
import { Tag } from '../ui/Badges';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { HostileText } from '../ui/HostileText';
import { Time } from '../ui/Time';
import styles from './ModelCard.module.css';

interface Props {
  model: Model;
  role: 'in use' | 'in shadow' | 'previous' | null;
  /** Asks before a command is sent; null for those who may not. */
  ask: ((action: 'promote' | 'shadow') => void) | null;
}

/** One model: what it is, what its gate said, and the commands for it. */
export function ModelCard({ model, role, ask }: Props) {
  const [card, setCard] = useState(false);
  return (
    <article className={`${styles.card} ${role === 'in use' ? styles.inUse : ''}`}>
      <header className={styles.head}>
        <h2>
          <HostileText text={model.version} />
        </h2>
        {role === null ? null : <Tag strong>{role}</Tag>}
      </header>
      <p className={styles.facts}>
        {model.createdAt === null ? null : (
          <span>
            made <Time at={model.createdAt} look="day" />
          </span>
        )}
        <span>{bytes(model.bytes)}</span>
        <span title={model.sha256}>sha256 {model.sha256.slice(0, 8)}</span>
      </p>
      <Gate model={model} />
      <footer className={styles.foot}>
        {ask === null || model.problem !== null || role === 'in use' ? null : (
          <>
            <Button look={model.gate?.promotable ? 'main' : 'plain'} onClick={() => ask('promote')}>
              Promote…
            </Button>
            {role === 'in shadow' ? null : <Button onClick={() => ask('shadow')}>Run in shadow…</Button>}
          </>
        )}
        {model.card === null ? null : (
          <Button look="quiet" onClick={() => setCard(true)}>
            Model card
          </Button>
        )}
      </footer>
      {card ? (
        <Dialog title={`Model card of ${model.version}`} close={() => setCard(false)}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className={styles.text} tabIndex={0}>
            <HostileText text={model.card ?? ''} />
          </pre>
        </Dialog>
      ) : null}
    </article>
  );
}

function Gate({ model }: { model: Model }) {
  const { gate, problem } = model;
  if (problem !== null) {
    return (
      <p className={`${styles.gate} ${styles.problem}`}>
        <TriangleAlert size={15} aria-hidden="true" />
        <span>
          Cannot be used: <HostileText text={problem} />
        </span>
      </p>
    );
  }
  if (gate === null) {
    return (
      <p className={styles.gate}>
        <CircleHelp size={15} aria-hidden="true" />
        Never compared with the model in use
      </p>
    );
  }
  return (
    <div className={`${styles.gate} ${gate.promotable ? styles.passed : ''}`}>
      {gate.promotable ? <CircleCheck size={15} aria-hidden="true" /> : <CircleX size={15} aria-hidden="true" />}
      <div>
        {gate.promotable ? 'Passed its gate' : 'Did not pass its gate'}
        {gate.champion === null ? '' : ` against ${gate.champion}`}
        {gate.reasons.length === 0 ? null : (
          <ul className={styles.reasons}>
            {gate.reasons.map((reason) => (
              <li key={reason}>
                <HostileText text={reason} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
