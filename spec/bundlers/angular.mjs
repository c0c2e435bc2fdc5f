// The applications of `spec/bundlers/angular`, as `main.mjs` builds and clicks them.

const project = 'spec/bundlers/angular';

/** The builds of one application: with either version of zone.js, and without. */
export const angularBuilds = ['zone-0.15', 'zone-0.16', 'zoneless'].map((configuration) => ({
  name: `Angular, ${configuration}`,
  project,
  build: ['npx', 'ng', 'build', '--configuration', configuration],
  dist: `dist/${configuration}/browser`,
  use: (page) => useZones(page, configuration !== 'zoneless'),
}));

const fields = ['field', 'callback', 'later', 'progress', 'task', 'map', 'mapOn', 'stream', 'error'];
const signals = ['signal', 'toSignal', 'async', 'rxResource'];

/**
 * Clicks each button three times: after the click number n the view has to show n, without another event. Plain fields need
 * zone.js.
 */
async function useZones(page, hasZones) {
  for (const name of [...(hasZones ? fields : []), ...signals]) {
    for (const clicks of ['1', '2', '3']) {
      await page.click(`#${name}`);
      await shows(page, `${name}-value`, clicks);
    }
  }
  await shows(page, 'async-progress', '3');
  await shows(page, 'outside', '');
}

async function shows(page, id, expected) {
  const shown = ([element, text]) => document.getElementById(element)?.textContent === text;
  await page.waitForFunction(shown, [id, expected], { timeout: 20_000 }).catch(async () => {
    throw new Error(`#${id}: expected ${expected}, got ${await page.textContent(`#${id}`)}`);
  });
}
