import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { useShortcuts } from './shortcuts';

function Page({ judge, go }: { judge: () => void; go: () => void }) {
  useShortcuts({ s: judge });
  useShortcuts({ 'g s': go });
  return <input aria-label="note" />;
}

it('acts on a key, but not on one that ends a chord or is typed', async () => {
  const judge = vi.fn();
  const go = vi.fn();
  const { getByLabelText } = render(<Page judge={judge} go={go} />);
  const user = userEvent.setup();
  await user.keyboard('s');
  expect(judge).toHaveBeenCalledTimes(1);
  await user.keyboard('gs');
  expect(go).toHaveBeenCalledTimes(1);
  expect(judge).toHaveBeenCalledTimes(1);
  await user.click(getByLabelText('note'));
  await user.keyboard('sgs');
  expect(judge).toHaveBeenCalledTimes(1);
  expect(go).toHaveBeenCalledTimes(1);
});
