import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { HostileText } from './HostileText';

const PAYLOADS = [
  '<script>document.body.dataset.owned = "1"</script>',
  '<img src=x onerror="document.body.dataset.owned=1">',
  '<svg onload="document.body.dataset.owned=1"><animate attributeName=x></svg>',
  '"><iframe srcdoc="<script>parent.document.body.dataset.owned=1</script>">',
  '[click](javascript:alert(1)) {{constructor.constructor("alert(1)")()}}',
  '=HYPERLINK("http://evil.example","click")',
];

it.each(PAYLOADS)('shows %s as text', (payload) => {
  const { container } = render(<HostileText text={payload} highlights={[{ start: 0, end: 3, weight: 0.5 }]} />);
  expect(container).toHaveTextContent(payload);
  expect([...container.querySelectorAll('*')].map((element) => element.localName).sort()).toEqual(['bdi', 'mark']);
  expect(document.body.dataset.owned).toBeUndefined();
});

it('isolates a text and names its direction overrides', () => {
  const { container } = render(<HostileText text={'safe \u202etxt.exe'} />);
  expect(container.querySelector('bdi')).not.toBeNull();
  expect(container.textContent).not.toContain('\u202e');
  expect(screen.getByTitle('right-to-left override')).toHaveTextContent('RLO');
});

it('marks words in proportion to their weight', () => {
  render(
    <HostileText
      text="fire halts refinery"
      highlights={[
        { start: 0, end: 4, weight: 0.4 },
        { start: 5, end: 10, weight: 0.1 },
      ]}
    />,
  );
  expect(screen.getByText('fire').style.getPropertyValue('--strength')).toBe('1.000');
  expect(screen.getByText('halts').style.getPropertyValue('--strength')).toBe('0.250');
});
