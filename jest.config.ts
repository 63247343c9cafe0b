/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/** Unit and integration tests; the other suites override `testMatch` (see scripts/test.mjs). */
const config: Config = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/{unit,integration,contract,architecture}/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  coverageProvider: 'v8',
  globalSetup: '<rootDir>/tests/support/global-setup.mjs',
  globalTeardown: '<rootDir>/tests/support/global-teardown.mjs',
  maxWorkers: 2,
  testTimeout: 30_000,
};

export default config;
