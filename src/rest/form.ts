import { MalformedRequestError } from '../http/errors.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const MAX_FIELDS = 64;

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new MalformedRequestError('The form holds a wrong percent-encoding.');
  }
}

/**
 * The fields of an application/x-www-form-urlencoded body, strictly: valid UTF-8 and percent-encoding, no field twice
 * (RFC 6749, 3.2), no NUL. An empty value counts as not sent, as RFC 6749, 3.1 asks.
 */
export function parseForm(bytes: Uint8Array): Record<string, string> {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new MalformedRequestError('The form is not valid UTF-8.');
  }
  const fields = new Map<string, string>();
  for (const pair of text.split('&', MAX_FIELDS + 1)) {
    if (pair === '') continue;
    if (fields.size === MAX_FIELDS)
      throw new MalformedRequestError(`The form has more than ${MAX_FIELDS} fields.`);
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1));
    if (fields.has(name)) throw new MalformedRequestError(`The form field ${name} came more than once.`);
    if (value.includes('\0')) throw new MalformedRequestError('Text may not contain the NUL character.');
    fields.set(name, value);
  }
  return Object.fromEntries([...fields].filter(([name, value]) => value !== '' && name !== '__proto__'));
}
