import type { LoginRoutesDeps } from './login.rest.js';
import { createLoginService, type LoginServiceDeps } from './login.service.js';
import { createLogoutService, type LogoutDeps } from './logout.service.js';
import { createPasswordChangeService, type PasswordChangeDeps } from './password-change.service.js';

/** Login, logout and change of password, put together: what registerLoginRoutes needs. */
export function createLoginModule(deps: LoginServiceDeps & LogoutDeps & PasswordChangeDeps): LoginRoutesDeps {
  return {
    logins: createLoginService(deps),
    logouts: createLogoutService(deps),
    passwords: createPasswordChangeService(deps),
  };
}
