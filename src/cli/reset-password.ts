import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { findAccountByEmail } from '../features/accounts/find-account.js';
import { NotFoundError } from '../kernel/errors.js';
import { withRealm } from './with-realm.js';

const PASSWORD_BYTES = 18;

export interface ResetPasswordOptions {
  readonly realm: string;
  readonly email?: string;
  readonly passwordStdin?: true;
}

/** `reeve admin reset-password`: what it generates goes to standard output, alone, so that a script can keep it. */
export async function resetPassword(options: ResetPasswordOptions): Promise<void> {
  const given =
    options.passwordStdin === true ? (await text(process.stdin)).replace(/\r?\n$/, '') : undefined;
  const password = given ?? randomBytes(PASSWORD_BYTES).toString('base64url');
  await withRealm(options.realm, async (core, ctx) => {
    const first = core.administrators.find(({ realm }) => realm === options.realm)?.email;
    const email = options.email ?? first;
    if (email === undefined)
      throw new NotFoundError('An administrator to take for granted (name one with --email)');
    const account = await findAccountByEmail(ctx.realm, email);
    if (account === undefined) throw new NotFoundError(`An account ${email} in the realm ${options.realm}`);
    await core.credentials.resetPassword(ctx, { accountId: account.id, password, mustChange: false });
    console.error(`${email} of the realm ${options.realm} has a new password; its sessions have ended.`);
  });
  if (given === undefined) console.log(password);
}
