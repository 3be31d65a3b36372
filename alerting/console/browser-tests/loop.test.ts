import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { console_, Faults, launch, picture, token } from './browser';

const MINUTES = 60_000;
/** Messages to correct; `LearningLoopTest` waits for so many, trains a model with them and releases it as 1.1.0. */
const CLICKS = 6;
/** Of a dividend that is not paid, which the model has not learnt. */
const THEME = 'credit and default';

let browser: Browser;
let page: Page;
let faults: Faults;

beforeAll(async () => {
  browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  faults = new Faults(context);
  page = await context.newPage();
  page.setDefaultTimeout(MINUTES);
  await page.goto(`${console_}/#token=${token}`);
  await page.locator('main h1').getByText('Now').waitFor();
});

afterAll(async () => {
  await browser.close();
});

test('from an alert to the model that has learnt from the desk', { timeout: 6 * MINUTES }, async () => {
  await page.getByRole('link', { name: 'Alerts' }).first().click();
  const surge = page.locator('[data-row]', { hasText: 'misses a bond payment' }).first();
  await surge.waitFor();
  await surge.locator('[data-row-focus]').click();
  await page
    .locator('main')
    .getByText(/misses a bond payment/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Real' }).click();
  await page.getByRole('list', { name: 'Verdicts so far' }).getByText('Real').waitFor();
  await picture(page, 'loop-judged');

  await page.goto(`${console_}/messages?q=dividend+payment`);
  const rows = page.locator('[data-row]');
  await again(rows, CLICKS);
  const ids = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-row')));
  for (const id of ids.slice(0, CLICKS)) {
    await correct(page.locator(`[data-row="${id}"]`));
  }
  await picture(page, 'loop-corrected');

  await page.goto(`${console_}/models`);
  const challenger = page.locator('article', { has: page.getByRole('heading', { name: '1.1.0' }) });
  await again(challenger.getByText(/its gate against 1\.0\.0/));
  await picture(page, 'loop-gate');
  await challenger.getByRole('button', { name: 'Promote…' }).click();
  const dialog = page.getByRole('dialog');
  const why = dialog.getByLabel('Why all the same?');
  // The behaviour tests have few words that a smoke model knows: chance may turn the gate.
  if ((await why.count()) > 0) {
    await why.fill('a test of the whole loop');
  }
  await dialog.getByRole('button', { name: /^Promote/ }).click();
  await dialog.waitFor({ state: 'detached' });
  const scoredBy = page.locator('div', { has: page.getByText('The newest message was scored by') });
  await again(scoredBy.locator('> dd', { hasText: '1.1.0' }));
  await picture(page, 'loop-promoted');

  await page.goto(`${console_}/messages`);
  const row = page.locator('[data-row]').first();
  await row.locator('summary').click();
  await row.getByText('Model 1.1.0').waitFor();
  faults.none();
});

/** Says what the theme of a message is, or confirms its sentiment where the model knows the theme. */
async function correct(message: Locator): Promise<void> {
  const theme = message.getByRole('combobox', { name: 'Theme' });
  if ((await theme.inputValue()) === THEME) {
    await message.getByRole('button', { name: 'Negative' }).click();
  } else {
    await theme.selectOption(THEME);
  }
  await message.getByRole('button', { name: 'Take mine back' }).waitFor();
}

/** Reloads the page until it shows something so many times. */
async function again(what: Locator, times = 1): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.locator('[role="status"] >> text=Loading').first().waitFor({ state: 'detached' });
        return what.count();
      },
      { timeout: 4 * MINUTES, interval: 1_000 },
    )
    .toBeGreaterThanOrEqual(times);
}
