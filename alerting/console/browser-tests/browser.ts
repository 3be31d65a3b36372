import { mkdirSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** Where the service runs, the token that signs in once, and the browser; `ConsoleBrowser` of the quickstart's tests gives them. */
export const console_ = needed('TIDEWATCH_CONSOLE');
export const token = needed('TIDEWATCH_TOKEN');

const screenshots = process.env.TIDEWATCH_SCREENSHOTS;

function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(
      `Set ${name}, or let Maven run this: mvn -pl quickstart -am -Dtest=ConsoleBrowserTest,LearningLoopTest test`,
    );
  }
  return value;
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.TIDEWATCH_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}

/** What no page may ever do: each fault as a line. */
export class Faults {
  readonly lines: string[] = [];

  constructor(context: BrowserContext) {
    context.on('console', (message) => {
      if (message.type() === 'error') {
        this.lines.push(`console: ${message.text()}`);
      }
    });
    context.on('weberror', (error) => this.lines.push(`error: ${error.error().message}`));
    context.on('dialog', (dialog) => {
      this.lines.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on('request', (request) => {
      if (!request.url().startsWith(`${console_}/`) && !request.url().startsWith('data:')) {
        this.lines.push(`request: ${request.url()}`);
      }
    });
  }

  none(): void {
    expect(this.lines).toEqual([]);
  }
}

/** Leaves a picture of the page, where pictures are wanted. */
export async function picture(page: Page, name: string): Promise<void> {
  if (screenshots !== undefined) {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: `${screenshots}/${name}.png` });
  }
}

/** Serious and critical findings of axe, each with where it is. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}

/** Whether anything of a hostile text ran: each of them would leave its mark here. */
export function owned(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.body.dataset.owned);
}
