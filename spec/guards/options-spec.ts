import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { root } from './sources.js';

interface Tool {
  readonly page: string;
  readonly optionsPage: () => string;
}

describe('the page of options', () => {
  it('is made of the types: `npm run renew -- options`', async () => {
    const { page, optionsPage } = (await import(pathToFileURL(join(root, 'tools/options.mjs')).href)) as Tool;
    const text = optionsPage();
    expect(text.match(/^\| `\w+` \| `.+` \| .+ \|$/gm)?.length).to.be.greaterThan(60);
    expect(readFileSync(join(root, page), 'utf8')).to.equal(text);
  });
});
