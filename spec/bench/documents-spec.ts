import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { root } from '../guards/sources.js';

interface Documents {
  readonly documents: (results: object) => { readonly path: string; readonly text: string; readonly renewed: string }[];
  readonly chartHead: (results: object) => string;
  readonly drawnFrom: () => string;
}

/** Compares the figures in the docs with bench/results.json (`npm run renew -- bench` renews them). */
describe('the figures in the docs', () => {
  const part = async (name: string): Promise<unknown> => import(pathToFileURL(join(root, 'bench', name)).href);

  it('are equal to the benchmark results', async () => {
    const { documents } = (await part('documents.mjs')) as Documents;
    const { results } = (await part('results.mjs')) as { results: () => object };
    for (const { path, text, renewed } of documents(results())) expect(text, path).to.equal(renewed);
  });

  it('match the chart', async () => {
    const { chartHead, drawnFrom } = (await part('documents.mjs')) as Documents;
    const { results } = (await part('results.mjs')) as { results: () => object };
    expect(drawnFrom()).to.equal(chartHead(results()));
  });
});
