import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../../../src/config/load-config.js';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 2).toString('base64');

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('an empty environment', () => {
  test('is a complete one: loopback, port 4000, the embedded store in ./data', () => {
    const config = loadConfig({});
    expect(config.http).toEqual({ host: '127.0.0.1', port: 4000, publicUrl: undefined, trustedProxies: [] });
    expect(config.store).toEqual({ kind: 'embedded', dataDir: path.resolve('data') });
    expect(config.environment).toBe('development');
    expect(config.rateLimit).toBe(true);
    expect(config.masterKeys).toBeUndefined();
    expect(config.hashingConcurrency).toBeGreaterThanOrEqual(1);
  });

  test('counts an empty variable as unset', () => {
    expect(loadConfig({ PORT: '', PUBLIC_URL: '', MONGODB_URI: '' })).toEqual(loadConfig({}));
  });
});

describe('values', () => {
  test('the public URL loses its trailing slash', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://id.example.com/' }).http.publicUrl).toBe(
      'https://id.example.com',
    );
  });

  test('DATA_DIR=:memory: stays what it is', () => {
    expect(loadConfig({ DATA_DIR: ':memory:' }).store).toEqual({ kind: 'embedded', dataDir: ':memory:' });
  });

  test('master keys are a list, the first first', () => {
    const { masterKeys } = loadConfig({ REEVE_MASTER_KEY: `${KEY}, ${OTHER_KEY}` });
    expect(masterKeys?.map((key) => key[0])).toEqual([1, 2]);
  });

  test('MONGODB_URI replaces the embedded store', () => {
    const uri = 'mongodb://db.example.com/reeve?replicaSet=rs0';
    expect(loadConfig({ MONGODB_URI: uri, REEVE_MASTER_KEY: KEY }).store).toEqual({ kind: 'mongodb', uri });
  });

  test('trusted proxies are CIDRs of both families', () => {
    const { trustedProxies } = loadConfig({ REEVE_TRUSTED_PROXIES: '10.0.0.0/8, ::1/128,192.0.2.7' }).http;
    expect(trustedProxies).toEqual(['10.0.0.0/8', '::1/128', '192.0.2.7']);
  });
});

describe('refusals', () => {
  test.each([
    [{ PORT: '70000' }, 'PORT="70000": expected a whole number from 0 to 65535'],
    [{ PORT: '4000x' }, 'PORT="4000x"'],
    [{ PUBLIC_URL: 'ftp://example.com' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'https://ada:word@example.com' }, 'PUBLIC_URL'],
    [{ NODE_ENV: 'prod' }, 'NODE_ENV="prod": expected development, production, test'],
    [{ REEVE_RATE_LIMIT: 'yes' }, 'REEVE_RATE_LIMIT="yes": expected on, off'],
    [{ REEVE_TRUSTED_PROXIES: '10.0.0.0/33' }, 'REEVE_TRUSTED_PROXIES'],
    [{ REEVE_TRUSTED_PROXIES: 'proxy.example.com' }, 'REEVE_TRUSTED_PROXIES'],
    [{ LOG_LEVEL: 'verbose' }, 'LOG_LEVEL'],
    [{ REEVE_ADMIN_EMAIL: 'ada' }, 'REEVE_ADMIN_EMAIL'],
    [{ MONGODB_URI: 'mongodb://localhost' }, 'REEVE_MASTER_KEY: required with MONGODB_URI'],
  ])('%o', (env, problem) => {
    expect(problemsOf(env)).toEqual([expect.stringContaining(problem)]);
  });

  test('everything wrong is listed at once', () => {
    expect(problemsOf({ PORT: '-1', LOG_LEVEL: 'loud', NODE_ENV: 'x' })).toHaveLength(3);
  });

  test.each(['REEVE_MASTER_KEY', 'MONGODB_URI'])('a wrong %s is not repeated', (name) => {
    const [problem] = problemsOf({ REEVE_MASTER_KEY: KEY, [name]: 'not-good-at-all' });
    expect(problem).toContain(name);
    expect(problem).not.toContain('not-good-at-all');
  });
});
