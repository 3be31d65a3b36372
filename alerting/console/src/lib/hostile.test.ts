import { describe, expect, it } from 'vitest';
import { pieces, plain, safeLink } from './hostile';

describe('pieces', () => {
  it('names direction overrides instead of obeying them', () => {
    expect(pieces('invoice\u202egpj.exe')).toEqual([
      { text: 'invoice' },
      { text: 'RLO', control: 'right-to-left override' },
      { text: 'gpj.exe' },
    ]);
  });

  it('names what cannot be seen', () => {
    expect(pieces('sa\u200bfe')).toHaveLength(3);
    expect(pieces('bell\u0007')).toEqual([{ text: 'bell' }, { text: 'U+0007', control: 'control character U+0007' }]);
  });

  it('leaves emoji, joiners, line breaks and other scripts as they are', () => {
    const text = 'حريق 🔥 👩‍🚒\nنمی‌خواهم';
    expect(pieces(text)).toEqual([{ text }]);
  });

  it('does not pass on half a surrogate pair', () => {
    expect(pieces('a\ud83d')).toEqual([{ text: 'a\ufffd' }]);
  });

  it('leaves markup alone, because text is never read as markup', () => {
    const text = '<svg onload=alert(1)><script>alert(2)</script>';
    expect(pieces(text)).toEqual([{ text }]);
    expect(plain('x\u202ey')).toBe('x\ufffdy');
  });
});

describe('safeLink', () => {
  it('follows web addresses only', () => {
    expect(safeLink('https://wire.example/a')).toBe('https://wire.example/a');
    for (const url of ['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,x', '//wire.example', '', null]) {
      expect(safeLink(url)).toBeNull();
    }
  });
});
