import { Fragment } from 'react';
import { type Highlight, segments } from '../lib/highlight';
import { pieces } from '../lib/hostile';
import styles from './HostileText.module.css';

interface Props {
  text: string;
  highlights?: readonly Highlight[];
}

/**
 * A stranger's text: isolated from the direction of the text around it, and with characters that would change how it looks
 * shown by name. Highlighted words are marked in proportion to their weight. Offsets count in the text as it came.
 */
export function HostileText({ text, highlights = [] }: Props) {
  return (
    <bdi className={styles.text}>
      {segments(text, highlights).map((segment, index) =>
        segment.strength === 0 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no identity but their place
          <Pieces key={index} text={segment.text} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <mark key={index} className={styles.mark} style={{ '--strength': segment.strength.toFixed(3) }}>
            <Pieces text={segment.text} />
          </mark>
        ),
      )}
    </bdi>
  );
}

function Pieces({ text }: { text: string }) {
  return pieces(text).map((piece, index) =>
    piece.control === undefined ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no identity but their place
      <Fragment key={index}>{piece.text}</Fragment>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <span key={index} className={styles.control} title={piece.control}>
        {piece.text}
      </span>
    ),
  );
}
