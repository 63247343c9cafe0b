import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { exampleTabs } from './examples.js';

/** True if a browser opens the address (GraphiQL keeps the edited query in it), rather than a program asking. */
export function asksForPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.accept?.includes('text/html') === true;
}

/** Scripts and styles are in the page, workers are blobs of it: nothing is fetched but our own address. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  'font-src data:',
  "connect-src 'self'",
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

let page: Promise<Buffer> | undefined;

/** The page, compressed. Made when first asked for: its package is nine megabytes that most servers never need. */
async function renderPage(): Promise<Buffer> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const [first] = exampleTabs;
  const html = renderGraphiQL({
    title: 'Reeve GraphiQL',
    endpoint: '/graphql',
    headers: first.headers,
    defaultHeaders: first.headers,
    defaultQuery: first.query,
    defaultTabs: [...exampleTabs],
    defaultEditorToolsVisibility: 'headers',
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false, // They hold access tokens.
  });
  return promisify(gzip)(html);
}

/** Answers with GraphiQL. It works without a network and needs neither realm nor token to open. */
export async function sendGraphiQL(outgoing: ServerResponse): Promise<void> {
  page ??= renderPage().catch((error: unknown) => {
    page = undefined; // Whoever asks next may have more luck with the disk.
    throw error;
  });
  const compressed = await page;
  outgoing.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Encoding': 'gzip',
    'Content-Length': compressed.length,
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    Vary: 'Accept',
  });
  outgoing.end(compressed);
}
