/**
 * The file descriptor of a child's lifeline: the one after the claims'. Nothing is ever written to it; it closes when
 * the program or the thread that started the child ends.
 */
export const lifelineDescriptor = 5;

/** The host's message that asks a child to end as SIGTERM would have ended it. */
export const terminateRequest = 'rx-futures terminate';
