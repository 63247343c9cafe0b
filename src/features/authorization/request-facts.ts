/**
 * When and from where a request came, as conditions see it; made only when a condition asks.
 *
 * @param key canonical: `aws:currenttime`
 * @param sourceAddress the address of who asks; undefined where it is not known
 */
export function requestFact(key: string, sourceAddress: string | undefined): string | undefined {
  if (key === 'aws:sourceip') return sourceAddress === '' ? undefined : sourceAddress;
  if (key === 'aws:currenttime') return new Date().toISOString();
  if (key === 'aws:epochtime') return String(Math.floor(Date.now() / 1000));
  return undefined;
}
