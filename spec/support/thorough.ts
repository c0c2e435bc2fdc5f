/**
 * True to run all specs, however long it takes: `SPEC_WINDOWS=all npm test`, and in CI. The daily `npm test` leaves out the
 * forced windows, two thirds of the random runs and of the pools that are made and closed, code examples outside the README, what
 * processes share with threads, the contract on isolated and strict pages, and what kills and restarts a Redis server.
 */
export const thorough = process.env['SPEC_WINDOWS'] === 'all';

/** A suite for such runs. */
export const describeThoroughly = (title: string, suite: (this: Mocha.Suite) => void): void => {
  if (thorough) describe(title, suite);
};
