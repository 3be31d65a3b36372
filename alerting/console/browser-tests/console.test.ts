import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { barriers, console_, Faults, launch, owned, picture, token } from './browser';

const LAPTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const HOSTILE_ALERT = '<b>hostile/1?#%';

/** Each page, and something that is only there once its data are. */
const PAGES: readonly { name: string; path: string; shows: string }[] = [
  { name: 'now', path: '/', shows: 'article h3 a >> text=CRVN' },
  { name: 'trend', path: '/trends/topic%3DEnergy%20%7C%20Oil?days=1', shows: 'figure svg rect' },
  { name: 'alerts', path: '/alerts', shows: '[data-row="fire-theme"]' },
  { name: 'alert', path: '/alerts/fire-theme', shows: 'text=Same story' },
  { name: 'attention', path: '/alerts/rates', shows: 'text=Unusual attention' },
  { name: 'messages', path: '/messages?entity=CRVN', shows: 'text=Corvane Energy halts' },
  { name: 'label', path: '/label', shows: 'mark' },
  { name: 'models', path: '/models', shows: 'text=it decided 8 of' },
  { name: 'audit', path: '/audit', shows: 'text=Session: sign in' },
  { name: 'settings', path: '/settings', shows: 'text=Channels >> nth=0' },
];

let browser: Browser;
let context: BrowserContext;
let page: Page;
let faults: Faults;

beforeAll(async () => {
  browser = await launch();
  context = await browser.newContext({ viewport: LAPTOP, locale: 'en-GB', timezoneId: 'Europe/London' });
  faults = new Faults(context);
  page = await context.newPage();
  await page.goto(`${console_}/#token=${token}`);
  await page.locator('main h1').getByText('Now').waitFor();
  expect(page.url()).not.toContain(token);
  await stored();
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  faults.lines.length = 0;
  await page.setViewportSize(LAPTOP);
  await page.emulateMedia({ colorScheme: 'light' });
});

afterEach(() => faults.none());

/** Waits until the service has stored what was sent last to each topic. */
async function stored(): Promise<void> {
  const has = async (path: string, holds: (body: string) => boolean) =>
    holds(await (await context.request.get(console_ + path)).text());
  await vi.waitUntil(
    async () =>
      (await has(`/api/v1/alerts/${encodeURIComponent(HOSTILE_ALERT)}`, (body) => body.includes('"summary"'))) &&
      (await has('/api/v1/models/2026.11.3/shadow', (body) => body.includes('"disagreements":8'))) &&
      (await has('/api/v1/messages/%3Ci%3Ehostile%2F4', (body) => body.includes('"source"'))) &&
      (await has('/api/v1/trends?key=all', (body) => body.includes('"start":"2026-03-18T14:30:00Z"'))),
    { timeout: 60_000, interval: 250 },
  );
}

async function open(path: string, shows: string): Promise<void> {
  await page.goto(console_ + path);
  await page.locator(shows).first().waitFor();
}

test.each(PAGES)('$name has no barrier in light or dark, fits a phone, and stays within its policy', async (place) => {
  await open(place.path, place.shows);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await barriers(page), colorScheme).toEqual([]);
    await picture(page, `${place.name}-${colorScheme}`);
    await page.setViewportSize(PHONE);
    await picture(page, `${place.name}-phone-${colorScheme}`);
    await page.setViewportSize(LAPTOP);
  }
  await page.setViewportSize(PHONE);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
});

test('an alert tells its whole life: interval, steps, usual words, its story', async () => {
  await open('/alerts/fire-theme', 'text=Same story');
  const text = await page.locator('main').textContent();
  expect(text).toContain('After a fire at a refinery of Corvane Energy');
  expect(text).toContain('expected 5.4 (1 to 11)');
  expect(text).toMatch(/Usually\s*outage/i);
  expect(text).toContain('raised from 4.5');
  await page.locator('summary', { hasText: 'steps of the detector' }).click();
  const steps = await page.locator('details li').allInnerTexts();
  expect(steps.join()).toMatch(/opened.*escalated.*ongoing/s);
  await page.getByRole('region', { name: 'Same story' }).getByRole('link').first().click();
  await page.waitForURL(/alerts\/fire-(company|topic)$/);
});

test('unusual attention is told in messages of any sentiment, and when it was over', async () => {
  await open('/alerts/rates', 'text=Unusual attention');
  const text = await page.locator('main').textContent();
  expect(text).toContain('expected 22.4 (12 to 35)');
  expect(text).toMatch(/resolved/i);
});

test('a verdict is given with one key, stays, and is in the audit', async () => {
  await open('/alerts', '[data-row="fire-theme"]');
  await page.locator('[data-row="fire-company"] [data-row-focus]').focus();
  await page.keyboard.press('r');
  await page.getByText('CRVN: Real').waitFor();
  await page.locator('[data-row="fire-company"]').waitFor({ state: 'detached' });
  await open('/alerts?status=real', '[data-row="fire-company"]');
  await open('/audit', 'text=Alert: verdict');
});

test('where a model in shadow decided otherwise is counted and shown, and who is right is one click', async () => {
  await open('/models', 'text=it decided 8 of');
  const panel = page.getByRole('region', { name: '2026.11.3 in shadow' });
  expect(await panel.textContent()).toMatch(/it decided 8 of \d+ messages otherwise than the one in use \(\d+%\)/);
  expect(await panel.locator('h3 + dl').allInnerTexts()).toEqual([
    expect.stringMatching(/negative → neutral\s*8/),
    expect.stringMatching(/Markets → <b>Macro<\/b>\s*5/),
  ]);
  const first = panel.locator('ol > li').first();
  expect(await first.textContent()).toContain('Sentiment: in use negative 93%, in shadow neutral 61%');
  await first.getByRole('button', { name: 'Neutral' }).click();
  await first.getByText('corrected: sentiment').waitFor();
  await first.getByRole('button', { name: 'Take mine back' }).click();
  await first.getByText('corrected: sentiment').waitFor({ state: 'detached' });
});

test('a topic gets a threshold of its own, and follows the budget again', async () => {
  await open('/settings', 'text=every key follows the budget');
  const panel = page.getByRole('region', { name: 'Thresholds' });
  await panel.getByRole('combobox', { name: 'Topic' }).selectOption('Macro');
  await panel.getByLabel('Score').fill('3.5');
  await panel.getByRole('button', { name: 'Set' }).click();
  await panel.getByText('Topic Macro').waitFor();
  expect(await panel.locator('li').allInnerTexts()).toEqual([
    expect.stringMatching(/Topic Macro\s*from a score of 3.5/),
  ]);
  expect(await barriers(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Take away the threshold of Topic Macro' }).click();
  await panel.getByText('every key follows the budget').waitFor();
});

test('the alerts of one story are one link away, whatever their severity', async () => {
  await open('/alerts', '[data-row="fire-theme"]');
  await page.getByRole('link', { name: 'All 3 alerts of this story' }).first().click();
  await page.locator('[data-row="fire-topic"]').waitFor();
  await expect.poll(() => page.locator('[data-row]').count()).toBe(3);
});

test('the keys that go somewhere judge nothing on their way', async () => {
  await open('/alerts', '[data-row="fire-theme"]');
  await page.locator('[data-row="fire-theme"] [data-row-focus]').focus();
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.waitForURL(/settings$/);
  const alert = await (await context.request.get(`${console_}/api/v1/alerts/fire-theme`)).json();
  expect(alert.alert.status).toBe('new');
});

test('a correction is one click and one more takes it back', async () => {
  await open('/messages?q=Numbex+names', 'text=Numbex names');
  const row = page.locator('[data-row]').first();
  await row.getByRole('button', { name: /Negative/ }).click();
  await page.getByRole('button', { name: /Undo/ }).first().waitFor();
  await expect.poll(() => corrected()).toBe(true);
  await page.getByRole('button', { name: /Undo/ }).first().click();
  await expect.poll(() => corrected()).toBe(false);
});

async function corrected(): Promise<boolean> {
  const answer = await context.request.get(`${console_}/api/v1/messages?corrected=true`);
  return (await answer.json()).items.length > 0;
}

test('hostile texts are text', async () => {
  for (const path of [
    `/alerts/${encodeURIComponent(HOSTILE_ALERT)}`,
    '/alerts?status=all',
    '/messages?q=document.body',
    '/messages?q=Invoice',
    `/messages?entity=${encodeURIComponent('<img src=x onerror="document.body.dataset.owned=1">')}`,
  ]) {
    await page.goto(console_ + path);
    await page.locator('main h1').waitFor();
    await page.waitForLoadState('load');
    await page.locator('[role="status"] >> text=Loading').first().waitFor({ state: 'detached' });
    expect(await owned(page), path).toBeUndefined();
    expect(await page.locator('main iframe, main script, main object, main [onerror], main [onload]').count()).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count(), path).toBe(0);
    expect(await page.locator('main').textContent(), path).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  }
  await open(`/alerts/${encodeURIComponent(HOSTILE_ALERT)}`, 'text=<script>');
  expect(await page.getByTitle('right-to-left override').count()).toBeGreaterThan(0);
});

test('signing out leaves nothing to see', async () => {
  await open('/', 'article');
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await page.getByRole('heading', { name: 'Sign in to Tidewatch' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.goto(`${console_}/alerts`);
  await page.getByRole('heading', { name: 'Sign in to Tidewatch' }).waitFor();
});
