/** The host's message that asks a thread to report when all it has printed has reached the host. */
export const flushRequest = 'rx-futures flush';

/** The thread's answer to {@link flushRequest}. */
export const flushed = 'rx-futures flushed';
