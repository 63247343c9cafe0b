import type { Account } from '../accounts/account.js';

/** A secret of a SERVICE, without its value, which nobody can read again. */
export interface AccountSecret {
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: Date;
}

/** A secret that was just made: `secret` is shown this once. */
export interface NewAccountSecret extends AccountSecret {
  readonly secret: string;
}

/** A login that succeeded. */
export interface VerifiedLogin {
  readonly account: Account;
  /** Of the password that was proved: what the login opens is good as long as that is the password. */
  readonly passwordVersion: number;
  /** The account must choose another password before it gets anything. */
  readonly mustChangePassword: boolean;
}

/** A client that proved itself, and with which secret: its tokens are good as long as that lives. */
export interface VerifiedClient {
  readonly account: Account;
  readonly secretId: string;
}
