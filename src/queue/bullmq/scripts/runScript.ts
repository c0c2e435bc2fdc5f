import type { Redis } from 'ioredis';
import { addJobs } from './addJobs.js';
import { bury } from './bury.js';
import { forget } from './forget.js';
import { renew } from './renew.js';
import type { Script } from './Script.js';
import { servers } from './servers.js';
import { trade } from './trade.js';
import { withdraw } from './withdraw.js';

/**
 * What has to happen at once in Redis. Each is a script of ours beside BullMQ's own, over the same keys; a script is never
 * interrupted by another, so of two that want the same job one comes first.
 *
 * In a job's record our fields are: `fxs` how often it has begun, `fxt` the lock of the run that it is in, `fxa` why it is
 * to stop.
 */
const scripts = {
  fxAdd: addJobs,
  fxTrade: trade,
  fxWithdraw: withdraw,
  fxBury: bury,
  fxRenew: renew,
  fxServers: servers,
  fxForget: forget,
} satisfies Readonly<Record<string, Script>>;

type Command = (...args: unknown[]) => Promise<unknown>;

/** Runs one of the scripts. */
export function runScript(
  client: Redis,
  name: keyof typeof scripts,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  const commands = client as unknown as Record<string, Command | undefined>;
  if (commands[name] === undefined) {
    client.defineCommand(name, { numberOfKeys: scripts[name].keys, lua: scripts[name].lua });
  }
  return (commands[name] as Command).call(client, [...keys, ...args]);
}
