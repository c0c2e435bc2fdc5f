import { expect } from 'chai';
import { StderrTail } from '../../../src/transports/node/StderrTail.js';

describe('StderrTail', () => {
  function tailOf(...chunks: readonly string[]): string {
    const tail = new StderrTail();
    for (const chunk of chunks) tail.push(Buffer.from(chunk));
    return tail.text;
  }

  it('joins the chunks of a line', () => {
    expect(tailOf('Error: ', 'out of', ' memory\n')).to.equal('Error: out of memory');
  });

  it('keeps the last twenty lines', () => {
    const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`);
    expect(tailOf(...lines.map((line) => `${line}\r\n`))).to.equal(lines.slice(10).join('\n'));
  });

  it('keeps no more than the last 16 KiB of a long line', () => {
    const text = tailOf('first', 'x'.repeat(20_000), 'y'.repeat(10_000), 'last');
    expect(text).to.have.length(16_384);
    expect(text).to.match(/^x+y+last$/);
  });

  it('is empty for a child that wrote nothing', () => {
    expect(tailOf()).to.equal('');
  });
});
