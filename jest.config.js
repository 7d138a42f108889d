// Jest in ESM mode: most of the packages we use ship no CommonJS. Injection replaces module mocks.
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
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
  testTimeout: 30_000,
  globalSetup: '<rootDir>/test/ready-folder-first.js',
  testSequencer: '<rootDir>/test/slow-first.js',
  reporters: ['default', '<rootDir>/test/plain-reporter.js'],
};
