import { useSettings } from '../api/administration';
import { useMay } from '../api/session';
import { Budget } from '../settings/Budget';
import { Channels } from '../settings/Channels';
import { Rules } from '../settings/Rules';
import { Thresholds } from '../settings/Thresholds';
import { Tokens } from '../settings/Tokens';
import { PageHead } from '../ui/PageHead';
import { Failed, Loading } from '../ui/States';
import styles from './SettingsPage.module.css';

/** How much the desk can read, who is told what, and the programs that may ask. */
export default function SettingsPage() {
  const settings = useSettings();
  const admin = useMay('admin');
  return (
    <>
      <PageHead title="Settings" hint={admin ? undefined : 'Admins change them; you may look'} />
      {settings.isPending ? (
        <Loading what="the settings" rows={6} />
      ) : settings.isError ? (
        <Failed what="The settings" error={settings.error} retry={() => void settings.refetch()} />
      ) : (
        <div className={styles.page}>
          <Budget key={settings.data.version} settings={settings.data} />
          <Thresholds settings={settings.data} />
          <Channels settings={settings.data} />
          <Rules settings={settings.data} />
          {admin ? <Tokens /> : null}
        </div>
      )}
    </>
  );
}
