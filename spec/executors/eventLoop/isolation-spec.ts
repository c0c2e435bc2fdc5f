import { expect } from 'chai';
import { SerializationError } from '../../../src/errors/SerializationError.js';
import { isolated, notIsolated } from '../../../src/executors/eventLoop/isolation.js';
import { transfer } from '../../../src/protocol/transfer.js';

describe('isolation', () => {
  const value = { list: [1, 2] };

  it('clones arguments, values and errors', () => {
    const [arg] = isolated.args([value]);
    expect(arg).to.deep.equal(value);
    expect(arg).not.to.equal(value);
    const result = isolated.value(value, 'result');
    expect(result).to.deep.equal(value);
    expect(result).not.to.equal(value);
    const error = new RangeError('too far');
    const thrown = isolated.thrown(error);
    expect(thrown).to.be.instanceOf(RangeError).with.property('message', 'too far');
    expect(thrown).not.to.equal(error);
  });

  it('moves what is marked by transfer', () => {
    const { buffer } = new Uint8Array([1, 2, 3]);
    const moved = isolated.value(transfer(buffer, [buffer]), 'result') as ArrayBuffer;
    expect([moved.byteLength, buffer.byteLength]).to.deep.equal([3, 0]);
  });

  it('names the part that cannot be cloned', () => {
    const lossy = { call: (): void => {} };
    expect(() => isolated.value(lossy, 'progress value')).to.throw(SerializationError, 'progress value');
    expect(() => isolated.args([1, lossy])).to.throw(SerializationError, 'argument 2');
  });

  it('passes everything as it is where there is none', () => {
    const args = [value];
    expect(notIsolated.args(args)).to.equal(args);
    expect(notIsolated.value(value, 'result')).to.equal(value);
    expect(notIsolated.thrown(value)).to.equal(value);
  });
});
