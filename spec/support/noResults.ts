import type { ResultsMessage } from '../../src/protocol/messages/ResultsMessage.js';

/** A message of results without any, for specs that fill in the parts they are about. */
export const noResults: ResultsMessage = {
  kind: 'results',
  slots: [],
  values: [],
  failures: [],
  skipped: [],
  started: [],
  durations: [],
  times: [],
};
