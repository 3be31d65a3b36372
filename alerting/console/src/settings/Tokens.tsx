import { type FormEvent, useState } from 'react';
import { type ApiTokenInput, useCreateToken, useRevokeToken, useTokens } from '../api/administration';
import type { Role } from '../api/session';
import { capitalised } from '../lib/format';
import { Tag } from '../ui/Badges';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Fields';
import { Panel } from '../ui/Panel';
import { Failed, Loading } from '../ui/States';
import { Time } from '../ui/Time';
import { useToast } from '../ui/Toasts';
import styles from './Settings.module.css';

const ROLES: readonly Role[] = ['viewer', 'analyst', 'admin'];
const EMPTY: ApiTokenInput = { name: '', role: 'viewer', days: 90 };

/** The programs that may ask the service. */
export function Tokens() {
  const tokens = useTokens(true);
  const create = useCreateToken();
  const revoke = useRevokeToken();
  const toast = useToast();
  const [draft, setDraft] = useState(EMPTY);
  const [leaving, setLeaving] = useState<string | null>(null);

  function submit(event: FormEvent): void {
    event.preventDefault();
    create.mutate(draft, { onSuccess: () => setDraft(EMPTY) });
  }

  function remove(name: string): void {
    revoke.mutate(name, {
      onSuccess: () => toast({ text: `Token ${name} is revoked` }),
      onError: (error) => toast({ text: `Token ${name} was not revoked. ${error.message}`, failed: true }),
    });
    setLeaving(null);
  }

  return (
    <Panel title="API tokens" hint="For programs; the service keeps only their hashes" flush>
      {tokens.isPending ? (
        <Loading what="the tokens" rows={2} />
      ) : tokens.isError ? (
        <Failed what="The tokens" error={tokens.error} retry={() => void tokens.refetch()} />
      ) : (
        <ul>
          {tokens.data.map((token) => (
            <li key={token.name} className={styles.entry}>
              <div className={styles.what}>
                <p className={styles.name}>
                  {token.name} <Tag>{token.role}</Tag>
                </p>
                <p className={styles.detail}>
                  by {token.createdBy}, until <Time at={token.expiresAt} look="day" />,{' '}
                  {token.lastUsedAt === null ? 'never used' : <>last used {<Time at={token.lastUsedAt} />}</>}
                </p>
              </div>
              <Button aria-label={`Revoke token ${token.name}`} onClick={() => setLeaving(token.name)}>
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form className={`${styles.line} ${styles.inset}`} onSubmit={submit}>
        <Field label="New token">
          {(id) => (
            <input
              id={id}
              required
              placeholder="name"
              pattern="[a-z0-9][a-z0-9\-]{0,39}"
              title="Small letters, digits and hyphens"
              value={draft.name}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Role">
          {(id) => (
            <select
              id={id}
              value={draft.role}
              onChange={(event) => setDraft({ ...draft, role: event.target.value as Role })}
            >
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {capitalised(role)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Days">
          {(id) => (
            <input
              id={id}
              className={styles.short}
              type="number"
              min={1}
              max={366}
              required
              value={draft.days}
              onChange={(event) => setDraft({ ...draft, days: event.target.valueAsNumber })}
            />
          )}
        </Field>
        <Button type="submit" disabled={create.isPending}>
          Make token
        </Button>
        {create.error === null ? null : (
          <p role="alert" className={styles.mistakes}>
            {create.error.message}
          </p>
        )}
      </form>
      {create.data === undefined ? null : (
        <Dialog title={`Token ${create.data.name}`} close={() => create.reset()}>
          <p>Copy it now: it is shown this once.</p>
          <code className={styles.token}>{create.data.token}</code>
        </Dialog>
      )}
      {leaving === null ? null : (
        <Dialog
          title={`Revoke ${leaving}?`}
          close={() => setLeaving(null)}
          actions={
            <>
              <Button onClick={() => setLeaving(null)}>Cancel</Button>
              <Button look="main" onClick={() => remove(leaving)}>
                Revoke
              </Button>
            </>
          }
        >
          <p>Programs that use it are refused from now on.</p>
        </Dialog>
      )}
    </Panel>
  );
}
