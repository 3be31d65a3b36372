import { type ShadowComparison, useShadow } from '../api/models';
import { capitalised, count, percent } from '../lib/format';
import { MessageItem } from '../message/MessageItem';
import { Bars } from '../ui/Bars';
import { HostileText } from '../ui/HostileText';
import { Panel } from '../ui/Panel';
import { Failed, Loading } from '../ui/States';
import { Time } from '../ui/Time';
import styles from './Shadow.module.css';

/** Where the model last told to run in shadow decided otherwise than the one in use; who is right is one click away. */
export function Shadow({ version }: { version: string }) {
  const { data, isPending, error, refetch } = useShadow(version);
  return (
    <Panel title={`${version} in shadow`} hint={data === undefined ? undefined : <Extent comparison={data} />} flush>
      {isPending ? (
        <Loading what="the comparison" rows={3} />
      ) : data === undefined ? (
        <Failed what="The comparison" error={error} retry={() => void refetch()} />
      ) : data.disagreements === 0 ? (
        <p className={styles.none}>No disagreement yet: it decides as the one in use does, or has read nothing.</p>
      ) : (
        <Comparison comparison={data} />
      )}
    </Panel>
  );
}

function Extent({ comparison: { command, disagreements, messages } }: { comparison: ShadowComparison }) {
  return (
    <>
      Since <Time at={command.issuedAt} />
      {disagreements === 0
        ? null
        : ` it decided ${count(disagreements)} of ${count(messages)} messages otherwise than the one in use (${percent(
            disagreements / Math.max(messages, disagreements),
          )})`}
    </>
  );
}

function Comparison({ comparison }: { comparison: ShadowComparison }) {
  return (
    <>
      <div className={styles.tasks}>
        {comparison.tasks.map(({ task, disagreements, pairs }) => (
          <section key={task}>
            <h3 className={styles.task}>
              {capitalised(task)}: {count(disagreements)}
            </h3>
            <Bars
              bars={pairs.map(({ champion, challenger, messages }) => ({
                key: `${champion}\n${challenger}`,
                name: (
                  <>
                    <HostileText text={champion} /> → <HostileText text={challenger} />
                  </>
                ),
                amount: count(messages),
                share: messages / disagreements,
              }))}
            />
          </section>
        ))}
      </div>
      <ol aria-label="Messages that the two disagree on">
        {comparison.newest.map(({ message, tasks }) => (
          <li key={message.id} className={styles.message}>
            {tasks.map((said) => (
              <p key={said.task} className={styles.said}>
                {capitalised(said.task)}: in use{' '}
                <strong>
                  <HostileText text={said.championLabel} />
                </strong>{' '}
                {percent(said.championProbability)}, in shadow{' '}
                <strong>
                  <HostileText text={said.challengerLabel} />
                </strong>{' '}
                {percent(said.challengerProbability)}
              </p>
            ))}
            <MessageItem message={message} />
          </li>
        ))}
      </ol>
    </>
  );
}
