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
 * The scripts that this package adds to BullMQ's, on the same keys. Redis runs each atomically, so of two that race for
 * a job exactly one wins.
 *
 * They add fields to a job's record: `fxs`, how many times it was started; `fxt`, the lock of its current run; `fxa`,
 * the reason to stop.
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
