import type { ModelCommand } from '../api/models';
import { Tag } from '../ui/Badges';
import { HostileText } from '../ui/HostileText';
import { Panel } from '../ui/Panel';
import { Time } from '../ui/Time';
import styles from './Commands.module.css';

const ACTION: Record<ModelCommand['action'], string> = {
  promote: 'Promote',
  shadow: 'Run in shadow',
  'roll-back': 'Roll back to',
};

/** What the job was told lately. */
export function Commands({ commands }: { commands: readonly ModelCommand[] }) {
  return (
    <Panel title="Commands to the job" flush>
      {commands.length === 0 ? (
        <p className={styles.none}>None yet: the job runs the model that it started with.</p>
      ) : (
        <ol>
          {commands.map((command) => (
            <li key={command.epoch} className={styles.command}>
              <Time at={command.issuedAt} />
              <span className="number">epoch {command.epoch}</span>
              <strong>
                {ACTION[command.action]} <HostileText text={command.version} />
              </strong>
              <span>
                by <HostileText text={command.issuedBy} />
              </span>
              {command.sent ? null : <Tag strong>not yet sent</Tag>}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
