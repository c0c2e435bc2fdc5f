// mocha's own report, and at the very end the plain line that continuous integration reads.
import Mocha from 'mocha';

export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    process.once('exit', () => {
      const { passes = 0, failures = 0, pending = 0 } = this.stats ?? {};
      console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    });
  }
}
