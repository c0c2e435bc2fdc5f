import type { RedisAccess } from './RedisAccess.js';
import { runScript } from './scripts/runScript.js';

/** Jobs removed by one script call, which blocks Redis. */
const most = 1000;

/** Removes ended jobs beyond the age or the number that are to be kept. */
export async function forgetEnded({ client, keys, keep, settings }: RedisAccess): Promise<void> {
  const count = Number.isFinite(settings.retain.count) ? settings.retain.count : -1;
  for (const name of ['completed', 'failed'] as const) {
    const args = [keys.base, Date.now() - keep, count, most];
    while ((await runScript(client, 'fxForget', [keys.of(name)], args)) === most);
  }
}
