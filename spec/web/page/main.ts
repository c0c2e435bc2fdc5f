/** The script of each page: loads the specs that the address names, runs them, and keeps what became of each. */
export interface PageResult {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'pending';
  readonly error?: string;
}

interface MochaTest {
  titlePath(): string[];
}
interface MochaRunner {
  on(event: string, listener: (test: MochaTest, error: Error) => void): void;
}
interface PageGlobals {
  mocha: { setup(options: object): void; run(): MochaRunner };
  results: PageResult[];
  finished: boolean;
}
const page = globalThis as unknown as PageGlobals;

page.results = [];
page.finished = false;
page.mocha.setup({ ui: 'bdd', timeout: 10_000, reporter: function Silent() {} });

const told = (state: PageResult['state']) => (test: MochaTest, error?: Error) => {
  const title = test.titlePath().join(' › ');
  page.results.push({ title, state, ...(error !== undefined && { error: `${String(error)}\n${error.stack ?? ''}` }) });
};

try {
  await import(`./${location.search.slice(1)}.js`);
  const runner = page.mocha.run();
  runner.on('pass', told('passed'));
  runner.on('fail', told('failed'));
  runner.on('pending', told('pending'));
  runner.on('end', () => (page.finished = true));
} catch (error) {
  page.results.push({ title: 'the page loads', state: 'failed', error: String(error) });
  page.finished = true;
}
