import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // Browsers and child processes on a busy machine are not always in time. What is retried is told in the report.
    retry: 1,
    setupFiles: ['test/support/seededProperties.ts'],
    // Native TensorFlow and child processes want the machine: two cores, two workers.
    maxWorkers: 2,
  },
  define: { BAKEOFF_VERSION: '"0.0.0-test"' },
});
