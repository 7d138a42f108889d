// Jest in ESM mode: most of the packages we use ship no CommonJS. Injection replaces module mocks.
/** The app on a third-party emulator takes minutes and needs Python: whoever asks for it has it, and CI always does. */
const EMULATOR = '/test/emulator/';
const isAskedFor = process.env.FOLIO_TEST_EMULATOR === '1' || process.argv.some((word) => word.includes('emulator'));

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(isAskedFor ? [] : [EMULATOR])],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  // At its end a worker writes down what it has compiled, for the next run.
  workerGracefulExitTimeout: 10_000,
  testTimeout: 30_000,
  testRunner: '<rootDir>/test/runner/warm.js',
  globalSetup: '<rootDir>/test/runner/before.js',
  globalTeardown: '<rootDir>/test/runner/after.js',
  testSequencer: '<rootDir>/test/slow-first.js',
  reporters: ['default', '<rootDir>/test/plain-reporter.js'],
};
