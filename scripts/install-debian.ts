// Installs Debian packages where that is possible without asking: as root on a system with apt-get.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Returns whether the packages are installed now. Never throws; apt's own words go to stderr. */
export function installOnDebian(packages: readonly string[]): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  console.error(`Installing ${packages.join(', ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  return run('update', '-q') && run('install', '-y', '-q', '--no-install-recommends', ...packages)
}
