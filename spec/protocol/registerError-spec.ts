import { expect } from 'chai';
import { decodeThrown } from '../../src/protocol/decodeThrown.js';
import { encodeThrown } from '../../src/protocol/encodeThrown.js';
import { realm } from '../../src/protocol/realm.js';
import { registerError } from '../../src/protocol/registerError.js';

describe('registerError', () => {
  const cross = (error: unknown): unknown => decodeThrown(structuredClone(encodeThrown(error, structuredClone)));

  afterEach(() => {
    for (const name of ['ParseError', 'e']) realm.errorClasses.delete(name);
  });

  it('lets an error arrive as an instance of its class', () => {
    class ParseError extends Error {
      line = 7;
    }
    registerError(ParseError);
    expect(cross(new ParseError('here')))
      .to.be.instanceOf(ParseError)
      .and.include({ message: 'here', line: 7 });
  });

  it('matches a class by the given name where a bundler has changed its name', () => {
    const inPage = class e extends Error {};
    const inWorker = class t extends Error {};
    registerError(inWorker, 'ParseError');
    const sent = structuredClone(encodeThrown(new inWorker('here'), structuredClone));
    realm.errorClasses.delete('ParseError');
    registerError(inPage, 'ParseError');
    expect(decodeThrown(sent)).to.be.instanceOf(inPage).with.property('message', 'here');
    expect(inPage.name).to.equal('ParseError');
  });

  it('accepts a class without a name when one is given', () => {
    const nameless = (() => class extends Error {})();
    expect(() => registerError(nameless)).to.throw(TypeError, 'named class');
    registerError(nameless, 'ParseError');
    expect(cross(new nameless('here'))).to.be.instanceOf(nameless);
  });

  it('rejects a value that is no error class, and another class of the same name', () => {
    class ParseError extends Error {}
    for (const bad of [undefined, null, 'ParseError', {}, class Plain {}, () => 1]) {
      expect(() => registerError(bad as never)).to.throw(TypeError, 'named class');
    }
    expect(() => registerError(ParseError, 5 as never)).to.throw(TypeError, 'named class');
    registerError(ParseError);
    registerError(ParseError);
    expect(() => registerError(class extends Error {}, 'ParseError')).to.throw(TypeError, 'another class');
  });
});
