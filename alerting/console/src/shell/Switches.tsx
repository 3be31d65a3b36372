import { Globe, Monitor, Moon, Sun } from 'lucide-react';
import { prefer, type Theme, usePreferences } from '../lib/preferences';
import { Button } from '../ui/Button';

/** Local time or UTC for every time of the console: what hovering shows, for those who cannot hover. */
export function ZoneSwitch() {
  const { zone } = usePreferences();
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Button
      look="quiet"
      icon={<Globe size={15} />}
      aria-pressed={zone === 'UTC'}
      aria-label="Times in UTC"
      title={zone === 'UTC' ? `Times are in UTC. Show them in ${local}` : `Times are in ${local}. Show them in UTC`}
      onClick={() => prefer({ zone: zone === 'UTC' ? 'local' : 'UTC' })}
    >
      {zone === 'UTC' ? 'UTC' : 'Local'}
    </Button>
  );
}

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const ICONS = { system: <Monitor size={16} />, light: <Sun size={16} />, dark: <Moon size={16} /> };

export function ThemeSwitch() {
  const { theme } = usePreferences();
  return (
    <Button
      look="quiet"
      icon={ICONS[theme]}
      aria-label={`Colours: ${theme}. Change to ${NEXT[theme]}`}
      title={`Colours: ${theme}`}
      onClick={() => prefer({ theme: NEXT[theme] })}
    />
  );
}
