/**
 * Texts of messages come from strangers. React already writes them as text, never as markup; what is left is characters
 * that change how the text around them looks: direction overrides that turn "exe.gpj" into "jpg.exe", invisible ones that
 * hide words from a search, and control codes. They are shown by name instead of being obeyed.
 */

export interface Piece {
  readonly text: string;
  /** Name of the character that `text` stands for; absent for ordinary text. */
  readonly control?: string;
}

/** Short and full name of each character that is shown instead of obeyed. Joiners stay: scripts and emoji need them. */
const NAMED: Record<string, readonly [string, string]> = {
  '\u061c': ['ALM', 'Arabic letter mark'],
  '\u200b': ['ZWSP', 'zero-width space'],
  '\u200e': ['LRM', 'left-to-right mark'],
  '\u200f': ['RLM', 'right-to-left mark'],
  '\u2028': ['LS', 'line separator'],
  '\u2029': ['PS', 'paragraph separator'],
  '\u202a': ['LRE', 'left-to-right embedding'],
  '\u202b': ['RLE', 'right-to-left embedding'],
  '\u202c': ['PDF', 'end of direction override'],
  '\u202d': ['LRO', 'left-to-right override'],
  '\u202e': ['RLO', 'right-to-left override'],
  '\u2060': ['WJ', 'word joiner'],
  '\u2066': ['LRI', 'left-to-right isolate'],
  '\u2067': ['RLI', 'right-to-left isolate'],
  '\u2068': ['FSI', 'first strong isolate'],
  '\u2069': ['PDI', 'end of isolate'],
  '\ufeff': ['BOM', 'byte order mark'],
};

/** Control codes but tab and newline, and the characters named above. */
const SHOWN = /(?![\t\n])\p{Cc}|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** The text cut at every character that must not take effect; the pieces joined read as the text does. */
export function pieces(text: string): Piece[] {
  const result: Piece[] = [];
  const whole = text.toWellFormed();
  let from = 0;
  for (const match of whole.matchAll(SHOWN)) {
    if (match.index > from) {
      result.push({ text: whole.slice(from, match.index) });
    }
    result.push(named(match[0]));
    from = match.index + 1;
  }
  if (from < whole.length) {
    result.push({ text: whole.slice(from) });
  }
  return result;
}

function named(character: string): Piece {
  const known = NAMED[character];
  if (known !== undefined) {
    return { text: known[0], control: known[1] };
  }
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return { text: `U+${code}`, control: `control character U+${code}` };
}

/** For places that take only a string, such as a title or an option: the same without the characters. */
export function plain(text: string): string {
  return text.toWellFormed().replace(SHOWN, '\ufffd');
}

/** The address of a link if it is one that may be followed: http or https, nothing that runs. Otherwise null. */
export function safeLink(url: string | null | undefined): string | null {
  if (!url) {
    return null;
  }
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null;
  } catch {
    return null;
  }
}
