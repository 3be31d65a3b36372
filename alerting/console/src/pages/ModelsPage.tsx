import { Boxes, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { type Model, type Models, useModels } from '../api/models';
import { useMay } from '../api/session';
import { CommandDialog, type Question } from '../models/CommandDialog';
import { Commands } from '../models/Commands';
import { Figures } from '../models/Figures';
import { ModelCard } from '../models/ModelCard';
import { Shadow } from '../models/Shadow';
import { Button } from '../ui/Button';
import { HostileText } from '../ui/HostileText';
import { PageHead } from '../ui/PageHead';
import { Panel } from '../ui/Panel';
import { Empty, Failed, Loading } from '../ui/States';
import styles from './ModelsPage.module.css';

/** The models, how good they are, which one is in use, and the commands to the running job. */
export default function ModelsPage() {
  const models = useModels();
  return (
    <>
      <PageHead
        title="Models"
        hint="A model is promoted when it has passed its gate; the job changes over between two batches, without a stop"
      />
      {models.isPending ? (
        <Loading what="the models" rows={5} />
      ) : models.isError ? (
        <Failed what="The models" error={models.error} retry={() => void models.refetch()} />
      ) : (
        <Overview models={models.data} />
      )}
    </>
  );
}

function Overview({ models }: { models: Models }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const admin = useMay('admin');
  const { items, running, previous } = models;
  const inUse = running?.version ?? models.current;
  const shadow = models.commands.find((command) => command.action === 'shadow')?.version;
  return (
    <div className={styles.page}>
      <Panel
        title="In use"
        actions={
          admin && previous !== null ? (
            <Button icon={<Undo2 size={14} />} onClick={() => setQuestion({ action: 'roll-back', version: previous })}>
              Roll back to {previous}
            </Button>
          ) : undefined
        }
      >
        <dl className={styles.use}>
          <div>
            <dt>The newest message was scored by</dt>
            <dd>{running === null ? 'no message yet' : <HostileText text={running.version} />}</dd>
          </div>
          <div>
            <dt>Epoch of the job, of the last command</dt>
            <dd className="number">
              {running?.epoch ?? '–'}, {models.epoch}
            </dd>
          </div>
          <div>
            <dt>A new job starts with</dt>
            <dd>{models.current === null ? 'nothing named' : <HostileText text={models.current} />}</dd>
          </div>
          <div>
            <dt>A roll-back goes to</dt>
            <dd>{previous === null ? 'nothing yet' : <HostileText text={previous} />}</dd>
          </div>
        </dl>
      </Panel>
      {items.length === 0 ? (
        <Empty title="The models folder is empty" icon={<Boxes size={22} />}>
          Train one, or set the folder of the bundles in the service’s settings.
        </Empty>
      ) : (
        <>
          <ul className={styles.cards}>
            {items.map((model) => (
              <li key={model.version}>
                <ModelCard
                  model={model}
                  role={roleOf(model, models, inUse)}
                  ask={admin ? (action) => setQuestion({ action, version: model.version, model }) : null}
                />
              </li>
            ))}
          </ul>
          {shadow === undefined ? null : <Shadow key={shadow} version={shadow} />}
          <Figures models={items} inUse={inUse} />
        </>
      )}
      <Commands commands={models.commands} />
      {question === null ? null : <CommandDialog question={question} close={() => setQuestion(null)} />}
    </div>
  );
}

/** What the job was told to do with a model; the command is known, its effect shows in the messages. */
function roleOf(model: Model, models: Models, inUse: string | null): 'in use' | 'in shadow' | 'previous' | null {
  if (model.version === inUse) {
    return 'in use';
  }
  const last = models.commands[0];
  if (last?.action === 'shadow' && last.version === model.version) {
    return 'in shadow';
  }
  return model.version === models.previous ? 'previous' : null;
}
