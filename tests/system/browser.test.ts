import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium, watchPage } from '../support/chromium.js';
import { startServer, type TestServer } from '../support/server.js';
import { ROOT } from '../support/source-files.js';

const SCREENSHOTS = path.join(ROOT, '.build/screenshots');

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  [server, browser] = await Promise.all([startServer(), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test('GraphiQL opens without the internet, and its first example runs at a click', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const problems = watchPage(page, server.url);
  await page.goto(`${server.url}/graphql`);
  await page.getByRole('button', { name: /execute query/i }).click();
  await page.getByText('"queryType"').first().waitFor();
  await page.screenshot({ path: path.join(SCREENSHOTS, 'graphiql.png') });
  expect(problems).toEqual([]);
  await page.close();
});

test('Swagger UI opens without the internet, and an operation runs at a click', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
  const problems = watchPage(page, server.url);
  await page.goto(`${server.url}/docs`);
  const operation = page.locator('.opblock', { hasText: '/realms/{realm}/jwks' });
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByPlaceholder('realm').fill('demo');
  await operation.getByRole('button', { name: 'Execute' }).click();
  const response = operation.locator('.live-responses-table');
  await response.getByText('200', { exact: false }).first().waitFor();
  await expect(response.innerText()).resolves.toContain('"keys"');
  await page.screenshot({ path: path.join(SCREENSHOTS, 'swagger-ui.png') });
  expect(problems).toEqual([]);
  await page.close();
});
