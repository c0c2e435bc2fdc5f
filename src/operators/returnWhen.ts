/** `wait` answers as soon as any future is done. A string equal to its name, as in Python. */
export const FIRST_COMPLETED = 'FIRST_COMPLETED' as const;

/** `wait` answers at the first failure, or when all are done. A cancellation is no failure. */
export const FIRST_EXCEPTION = 'FIRST_EXCEPTION' as const;

/** `wait` answers when all futures are done. */
export const ALL_COMPLETED = 'ALL_COMPLETED' as const;

/** When `wait` answers. */
export type ReturnWhen = typeof FIRST_COMPLETED | typeof FIRST_EXCEPTION | typeof ALL_COMPLETED;
