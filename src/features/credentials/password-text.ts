import { secretText } from '../../kernel/text.js';

/** No password is longer, whatever a realm's policy says. In code points. */
export const PASSWORD_MAX_LENGTH = 1024;

/** The shape of a password that a caller sends; the realm's policy is checked by the services. */
export const passwordText = secretText(PASSWORD_MAX_LENGTH);
