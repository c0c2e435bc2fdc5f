/** The script of each page: loads the specs named in the address, runs them, and keeps their results. */
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
  /** Given by the runner. */
  finish(results: readonly PageResult[]): Promise<void>;
}
const page = globalThis as unknown as PageGlobals;

page.results = [];
const [entry = '', grep] = decodeURIComponent(location.search.slice(1)).split('/');
page.mocha.setup({
  ui: 'bdd',
  timeout: 90_000,
  reporter: function Silent() {},
  ...(grep && { grep: new RegExp(grep) }),
});

const record = (state: PageResult['state']) => (test: MochaTest, error?: Error) => {
  const title = test.titlePath().join(' › ');
  page.results.push({ title, state, ...(error !== undefined && { error: `${String(error)}\n${error.stack ?? ''}` }) });
};

try {
  const specs = new URL(`./${entry}.js`, import.meta.url).href;
  await import(specs);
  const runner = page.mocha.run();
  runner.on('pass', record('passed'));
  runner.on('fail', record('failed'));
  runner.on('pending', record('pending'));
  runner.on('end', () => void page.finish(page.results));
} catch (error) {
  page.results.push({ title: 'the page loads', state: 'failed', error: String(error) });
  void page.finish(page.results);
}
