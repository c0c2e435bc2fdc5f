import { expect } from 'chai';
import { SerializationError } from '../../src/errors/SerializationError.js';
import { decodeThrown } from '../../src/protocol/decodeThrown.js';
import { encodeThrown } from '../../src/protocol/encodeThrown.js';
import type { Thrown } from '../../src/protocol/Thrown.js';
import { deepError, errorsWithin, oddError } from '../fixtures/oddErrors.js';

const roundTrip = (thrown: unknown): unknown => decodeThrown(structuredClone(encodeThrown(thrown, structuredClone)));

describe('an encoded thrown value', () => {
  it('is described by its part of the task', () => {
    const encoded = encodeThrown(() => 1, structuredClone, 'the abort reason');
    expect(decodeThrown(encoded)).to.be.instanceOf(SerializationError).and.include({ part: 'the abort reason' });
  });

  it('contains at most a thousand errors, and then one that states the cut', () => {
    const all = errorsWithin(roundTrip(deepError('causes', 5000)));
    expect(all).to.have.length(1001);
    expect(all.at(-1)?.message).to.equal('cut here: the thrown error arrives with at most 1000 errors');
    expect(errorsWithin(roundTrip(deepError('causes', 999)))).to.have.length(1000);
  });

  it('keeps the positions of errors, whether they can be cloned or not', () => {
    const { errors } = roundTrip(oddError('anAggregate')) as AggregateError;
    expect(errors.map((each: unknown) => (each as object).constructor.name)).to.deep.equal([
      'SerializationError',
      'RangeError',
      'Number',
    ]);
  });

  const record = { className: 'Error', builtIn: 'Error', name: 'Error', message: 'm', stack: undefined, fields: [] };
  let nested: unknown = { error: 0 };
  for (let i = 0; i < 50_000; i++) nested = { errors: [nested] };
  const malformed: Record<string, unknown> = {
    'no object': undefined,
    'no kind': {},
    'an unknown kind': { kind: 'other' },
    'no errors': { kind: 'errors' },
    'an empty table': { kind: 'errors', errors: [] },
    'records that are none': { kind: 'errors', errors: [null] },
    'fields that are none': { kind: 'errors', errors: [{ ...record, fields: [null] }] },
    'links that are none': { kind: 'errors', errors: [{ ...record, fields: [['cause', null]] }] },
    'lists in lists without end': { kind: 'errors', errors: [{ ...record, fields: [['errors', nested]] }] },
    'a name that cannot be one': { kind: 'errors', errors: [{ ...record, name: Symbol('n'), message: Symbol('m') }] },
  };
  for (const [what, message] of Object.entries(malformed)) {
    it(`is a SerializationError when its message is malformed: ${what}`, () => {
      const error = decodeThrown(message as Thrown);
      expect(error).to.be.instanceOf(SerializationError).and.include({ part: 'the thrown error' });
    });
  }

  it('may refer to itself, and to missing positions', () => {
    const fields = [
      ['cause', { error: 0 }],
      ['other', { error: 7 }],
      ['__proto__', { value: 5 }],
    ] as const;
    const error = decodeThrown({ kind: 'errors', errors: [{ ...record, fields }] }) as Error;
    expect(error.cause).to.equal(error);
    expect(error).to.have.own.property('other', undefined);
    expect(error).to.be.instanceOf(Error).and.have.own.property('__proto__', 5);
  });
});
