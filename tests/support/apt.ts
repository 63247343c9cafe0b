import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * The first of `paths` that is there; if none is, after the Debian package was installed with apt-get. What the package
 * would start as a service stays off.
 */
export function installed(packageName: string, paths: readonly string[]): string {
  const found = (): string | undefined => paths.find((path) => existsSync(path));
  if (found() === undefined) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const options = { stdio: 'ignore', env } as const;
    execFileSync('apt-get', ['update'], options);
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', packageName], options);
  }
  const path = found();
  if (path === undefined) throw new Error(`No ${packageName} here, and apt-get could not install it.`);
  return path;
}
