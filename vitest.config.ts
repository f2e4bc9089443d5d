import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    setupFiles: ['test/support/seededProperties.ts'],
    // Native TensorFlow and child processes want the machine: two cores, two workers.
    maxWorkers: 2,
  },
  define: { BAKEOFF_VERSION: '"0.0.0-test"' },
});
