import { defineConfig } from 'vitest/config';

/** The tests with a real browser against a running service; `ConsoleBrowser` of the quickstart's tests starts both. */
export default defineConfig({
  test: {
    include: ['browser-tests/**/*.test.ts'],
    // One service and one browser: what one test decides the next one sees.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
