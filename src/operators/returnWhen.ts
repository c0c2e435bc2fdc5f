/** `wait` emits as soon as any future is done. A string equal to its name, as in Python. */
export const FIRST_COMPLETED = 'FIRST_COMPLETED' as const;

/** `wait` emits at the first failure, or when all futures are done. A cancellation is not a failure. */
export const FIRST_EXCEPTION = 'FIRST_EXCEPTION' as const;

/** `wait` emits when all futures are done. */
export const ALL_COMPLETED = 'ALL_COMPLETED' as const;

/** The condition on which `wait` emits. */
export type ReturnWhen = typeof FIRST_COMPLETED | typeof FIRST_EXCEPTION | typeof ALL_COMPLETED;
