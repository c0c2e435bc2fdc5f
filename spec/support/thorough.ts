/**
 * Whether all is to be run, however long it takes: `SPEC_WINDOWS=all npm test`, and CI. Every day, `npm test` leaves out the
 * forced windows, two thirds of the random runs and of the pools that come and go, the examples outside the README, what
 * processes share with threads, the contract on a page with a strict policy, and what wants a Redis killed and restarted.
 */
export const thorough = process.env['SPEC_WINDOWS'] === 'all';

/** A suite for such runs. */
export const describeThoroughly = (title: string, suite: (this: Mocha.Suite) => void): void => {
  if (thorough) describe(title, suite);
};
