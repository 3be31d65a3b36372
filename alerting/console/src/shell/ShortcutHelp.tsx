import { prefer, usePreferences } from '../lib/preferences';
import { Key } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import styles from './Shell.module.css';

const GROUPS: readonly { title: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['g n', 'Now'],
      ['g a', 'Alerts'],
      ['g m', 'Messages'],
      ['g l', 'Label next'],
      ['g o', 'Models'],
      ['g u', 'Audit'],
      ['g s', 'Settings'],
      ['?', 'This list'],
    ],
  },
  {
    title: 'Alerts',
    keys: [
      ['j', 'Next'],
      ['k', 'Previous'],
      ['Enter', 'Open'],
      ['r', 'Real'],
      ['f', 'False alarm'],
      ['s', 'Snooze for four hours'],
    ],
  },
  {
    title: 'Messages and Label next',
    keys: [
      ['1', 'Negative'],
      ['2', 'Neutral'],
      ['3', 'Positive'],
      ['Enter', 'Confirm and go on (Label next)'],
      ['n', 'Skip (Label next)'],
      ['u', 'Undo'],
    ],
  },
];

export function ShortcutHelp({ close }: { close: () => void }) {
  const { shortcuts } = usePreferences();
  return (
    <Dialog title="Keyboard shortcuts" close={close}>
      <div className={styles.help}>
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.keys.map(([keys, does]) => (
                <div key={keys}>
                  <dt>
                    <span className="visually-hidden">{keys}</span>
                    {keys.split(' ').map((key) => (
                      <Key key={key}>{key}</Key>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className={styles.check}>
        <input type="checkbox" checked={shortcuts} onChange={(event) => prefer({ shortcuts: event.target.checked })} />
        Single keys act as shortcuts. Switch off if you use speech control.
      </label>
    </Dialog>
  );
}
