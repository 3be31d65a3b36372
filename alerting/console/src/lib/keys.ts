import type { Key } from '../api/trends';

/** What a key counts, in one word. */
export function keyKind(key: Key): string {
  const parts = [
    key.topic === null ? null : 'topic',
    key.theme === null ? null : 'theme',
    key.entity === null ? null : 'company',
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'everything' : parts.join(' × ');
}

/** A key's name as people say it; its labels come from the model and the feeds, so it is shown as hostile text. */
export function keyName(key: Key): string {
  const parts = [key.entity, key.topic, key.theme].filter((part) => part !== null);
  return parts.length === 0 ? 'All messages' : parts.join(' · ');
}
