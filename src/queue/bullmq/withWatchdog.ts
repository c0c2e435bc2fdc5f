import type { Redis } from 'ioredis';

/** What a command answers. A connection that is half dead would never tell: after so many milliseconds it is renewed. */
export async function withWatchdog<T>(client: Redis, patience: number, answer: Promise<T>): Promise<T> {
  const watchdog = setTimeout(() => client.disconnect(true), patience).unref();
  try {
    return await answer;
  } finally {
    clearTimeout(watchdog);
  }
}
