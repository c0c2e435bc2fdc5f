import { runWorker } from 'observable-webworker';
import { of } from 'rxjs';

runWorker(
  class {
    workUnit(value) {
      return of(value);
    }
  },
);
