import type { Redis } from 'ioredis';

/** Resolves with the reply of a command. Reconnects after this time: a half-open connection would never deliver it. */
export async function withWatchdog<T>(client: Redis, patience: number, reply: Promise<T>): Promise<T> {
  const watchdog = setTimeout(() => client.disconnect(true), patience).unref();
  try {
    return await reply;
  } finally {
    clearTimeout(watchdog);
  }
}
