import { type FormEvent, useEffect, useRef, useState } from 'react';
import { type Session, useSignIn } from '../api/session';
import { Button } from '../ui/Button';
import { Field } from '../ui/Fields';
import styles from './SignInPage.module.css';

/** Takes the one-time token, from its field or from the address that the service prints (`/#token=…`). */
export function SignInPage({ signInWith }: { signInWith: Session['signInWith'] }) {
  const [token, setToken] = useState('');
  const { mutate, error, isPending } = useSignIn();
  const tried = useRef(false);

  useEffect(() => {
    document.title = 'Sign in · Tidewatch';
    const given = new URLSearchParams(window.location.hash.slice(1)).get('token');
    if (given && !tried.current) {
      tried.current = true;
      // A token must not stay in the address, where it could be copied or end in a history.
      window.history.replaceState(null, '', window.location.pathname + window.location.search);
      mutate(given);
    }
  }, [mutate]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    mutate(token.trim());
  }

  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <img src="/icon.svg" alt="" width="40" height="40" />
        <h1>Sign in to Tidewatch</h1>
        {signInWith.includes('oidc') ? (
          <a className={styles.provider} href="/auth/login">
            Continue with your organisation
          </a>
        ) : null}
        {signInWith.includes('token') ? (
          <form onSubmit={submit} className={styles.form}>
            <Field label="One-time token" hint="The service printed it when it started. It works once.">
              {(id) => (
                <input
                  id={id}
                  value={token}
                  onChange={(event) => setToken(event.target.value)}
                  autoComplete="off"
                  spellCheck={false}
                  required
                  maxLength={200}
                />
              )}
            </Field>
            {error === null ? null : (
              <p role="alert" className={styles.error}>
                {error.message}
              </p>
            )}
            <Button type="submit" look="main" disabled={isPending}>
              {isPending ? 'Signing in…' : 'Sign in'}
            </Button>
          </form>
        ) : null}
      </div>
    </main>
  );
}
