import {
  Activity,
  Bell,
  Boxes,
  Ellipsis,
  Keyboard,
  LogOut,
  MessageSquareText,
  ScrollText,
  Settings2,
  Tags,
} from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { NavLink, useLocation, useNavigate } from 'react-router';
import { useNewCount } from '../api/alerts';
import { useLiveUpdates } from '../api/live';
import { type Session, useMay, useSignOut } from '../api/session';
import { useShortcuts } from '../lib/shortcuts';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Announcer } from './Announcer';
import { LiveStatus } from './LiveStatus';
import styles from './Shell.module.css';
import { ShortcutHelp } from './ShortcutHelp';
import { ThemeSwitch, ZoneSwitch } from './Switches';

interface Place {
  readonly to: string;
  readonly name: string;
  readonly icon: ReactNode;
  /** Second key of the chord that goes there. */
  readonly key: string;
  /** Whether it has a place in a phone's bar, or waits under "More". */
  readonly main: boolean;
}

const PLACES: readonly Place[] = [
  { to: '/', name: 'Now', icon: <Activity size={17} />, key: 'n', main: true },
  { to: '/alerts', name: 'Alerts', icon: <Bell size={17} />, key: 'a', main: true },
  { to: '/messages', name: 'Messages', icon: <MessageSquareText size={17} />, key: 'm', main: true },
  { to: '/label', name: 'Label next', icon: <Tags size={17} />, key: 'l', main: true },
  { to: '/models', name: 'Models', icon: <Boxes size={17} />, key: 'o', main: false },
  { to: '/audit', name: 'Audit', icon: <ScrollText size={17} />, key: 'u', main: false },
  { to: '/settings', name: 'Settings', icon: <Settings2 size={17} />, key: 's', main: false },
];

/** What surrounds every page: the menu, what is live, and what the viewer prefers. */
export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  const go = useNavigate();
  const { pathname } = useLocation();
  const [help, setHelp] = useState(false);
  const [more, setMore] = useState(false);
  const main = useRef<HTMLElement>(null);
  const mayLabel = useMay('analyst');
  const places = PLACES.filter((place) => place.to !== '/label' || mayLabel);
  useLiveUpdates();
  useShortcuts({
    'Shift+?': () => setHelp(true),
    ...Object.fromEntries(places.map((place) => [`g ${place.key}`, () => go(place.to)])),
  });

  // A page that is left must not leave its scroll position, nor its "More", to the next one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each page, not for what it uses
  useEffect(() => {
    window.scrollTo(0, 0);
    setMore(false);
  }, [pathname]);

  return (
    <div className={styles.shell}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <nav className={styles.side} aria-label="Main">
        <div className={styles.brand}>
          <img src="/icon.svg" alt="" width="24" height="24" />
          <span>Tidewatch</span>
        </div>
        <ul>
          {places.map((place) => (
            <li key={place.to}>
              <PlaceLink place={place} />
            </li>
          ))}
        </ul>
        <div className={styles.foot}>
          <LiveStatus />
          <Account session={session} />
        </div>
      </nav>
      <header className={styles.top}>
        <div className={styles.brand}>
          <img src="/icon.svg" alt="" width="22" height="22" />
          <span>Tidewatch</span>
        </div>
        <LiveStatus />
      </header>
      <div className={styles.tools}>
        <ZoneSwitch />
        <ThemeSwitch />
        <Button
          look="quiet"
          icon={<Keyboard size={16} />}
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          onClick={() => setHelp(true)}
        />
      </div>
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        {children}
      </main>
      <nav className={styles.bar} aria-label="Main, small">
        {places
          .filter((place) => place.main)
          .map((place) => (
            <PlaceLink key={place.to} place={place} />
          ))}
        <button type="button" className={styles.place} onClick={() => setMore(true)}>
          <Ellipsis size={17} />
          <span>More</span>
        </button>
      </nav>
      {help ? <ShortcutHelp close={() => setHelp(false)} /> : null}
      {more ? (
        <Dialog title="More" close={() => setMore(false)}>
          <div className={styles.more}>
            {places
              .filter((place) => !place.main)
              .map((place) => (
                <PlaceLink key={place.to} place={place} />
              ))}
          </div>
          <div className={styles.moreTools}>
            <ZoneSwitch />
            <ThemeSwitch />
          </div>
          <Account session={session} />
        </Dialog>
      ) : null}
      <Announcer />
    </div>
  );
}

function PlaceLink({ place }: { place: Place }) {
  return (
    <NavLink
      to={place.to}
      end={place.to === '/'}
      className={({ isActive }) => `${styles.place} ${isActive ? styles.here : ''}`}
    >
      {place.icon}
      <span>{place.name}</span>
      {place.to === '/alerts' ? <NewCount /> : null}
    </NavLink>
  );
}

function NewCount() {
  const { data } = useNewCount();
  if (!data) {
    return null;
  }
  return (
    <span className={styles.count}>
      {data > 99 ? '99+' : data}
      <span className="visually-hidden"> new</span>
    </span>
  );
}

function Account({ session }: { session: Session }) {
  const signOut = useSignOut();
  return (
    <div className={styles.account}>
      <span>
        <span className={styles.user}>{session.user}</span>
        <span className={styles.role}>{session.role}</span>
      </span>
      <Button
        look="quiet"
        icon={<LogOut size={15} />}
        aria-label="Sign out"
        title="Sign out"
        onClick={() => signOut.mutate()}
      />
    </div>
  );
}
