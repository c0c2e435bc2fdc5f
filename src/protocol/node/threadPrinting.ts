/** The host's message that asks a thread to report when everything it has printed has reached the host. */
export const flushRequest = 'rx-futures flush';

/** The thread's reply to {@link flushRequest}. */
export const flushed = 'rx-futures flushed';
