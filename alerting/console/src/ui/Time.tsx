import { instant, inUtc, type TimeStyle } from '../lib/format';
import { usePreferences } from '../lib/preferences';

interface Props {
  /** ISO-8601, UTC. */
  at: string;
  look?: TimeStyle;
}

/**
 * An instant in the viewer's zone, with UTC on hover. Who cannot hover switches the whole console to UTC in its top bar.
 */
export function Time({ at, look = 'minute' }: Props) {
  const { zone } = usePreferences();
  return (
    <time dateTime={at} title={inUtc(at)} className="number">
      {instant(at, zone, look)}
    </time>
  );
}
