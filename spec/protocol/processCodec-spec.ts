import { createSecretKey } from 'node:crypto';
import { runInNewContext, runInThisContext } from 'node:vm';
import { expect } from 'chai';
import {
  cloneAcross,
  decodeHostMessage,
  decodeValue,
  decodeWorkerMessage,
  encodeHostMessage,
  encodeValue,
  encodeWorkerMessage,
} from '../../src/protocol/node/processCodec.js';

/** A resizable ArrayBuffer; the library is compiled for engines without them. */
function resizable(length: number, most: number): ArrayBuffer & { resize(length: number): void } {
  return new (ArrayBuffer as unknown as new (length: number, options: object) => never)(length, {
    maxByteLength: most,
  });
}

describe('the process codec', () => {
  const kinds = [
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
    'BigUint64Array',
    'DataView',
    ...('Float16Array' in globalThis ? ['Float16Array'] : []),
  ];
  for (const kind of kinds) {
    it(`carries a ${kind} of any realm as one of this realm`, () => {
      const source = `new ${kind}(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]).buffer, 8)`;
      for (const view of [runInThisContext(source), runInNewContext(source)] as NodeJS.ArrayBufferView[]) {
        const copy = cloneAcross({ view }) as { view: NodeJS.ArrayBufferView };
        expect(Object.prototype.toString.call(copy.view)).to.equal(`[object ${kind}]`);
        expect(copy.view).to.be.instanceOf((globalThis as unknown as Record<string, never>)[kind] as never);
        expect(copy.view).to.include({ byteOffset: 8, byteLength: 8 });
        expect(new Uint8Array(copy.view.buffer)[15]).to.equal(16);
      }
    });
  }

  it('recognises subclasses, shadowed properties and wrong prototypes', () => {
    class Odd extends Uint16Array {
      override get length(): number {
        return 1e9;
      }
      override get byteOffset(): number {
        return 7;
      }
    }
    expect(cloneAcross(new Odd([1, 2]))).to.deep.equal(new Uint16Array([1, 2]));
    expect(cloneAcross(Object.setPrototypeOf(new Float64Array([1, 2]), Buffer.prototype))).to.deep.equal(
      new Float64Array([1, 2]),
    );
  });

  it('rejects a view of a kind that the receiver does not have', () => {
    const { Float32Array: usual } = globalThis;
    const view = new Float32Array(1);
    try {
      Reflect.deleteProperty(globalThis, 'Float32Array');
      expect(() => cloneAcross(view))
        .to.throw('Float32Array')
        .with.property('name', 'DataCloneError');
    } finally {
      globalThis.Float32Array = usual;
    }
  });

  it('keeps length-tracking and fixed-length views', () => {
    const following = cloneAcross(new Uint8Array(resizable(8, 16), 2)) as Uint8Array;
    (following.buffer as unknown as { resize(length: number): void }).resize(16);
    expect(following.byteLength).to.equal(14);
    const fixed = cloneAcross(new DataView(resizable(8, 16), 2, 4)) as DataView;
    (fixed.buffer as unknown as { resize(length: number): void }).resize(16);
    expect(fixed.byteLength).to.equal(4);
    for (const [view, length] of [
      [new Uint8Array(resizable(8, 8)), 4],
      [new Uint8Array(resizable(8, 8), 0, 8), 0],
      [new Uint8Array(resizable(8, 8), 0, 2), 2],
    ] as const) {
      const full = cloneAcross(view) as Uint8Array;
      (full.buffer as unknown as { resize(length: number): void }).resize(4);
      expect(full.byteLength).to.equal(length);
    }
  });

  it('keeps the buffer that two views share', () => {
    const buffer = resizable(8, 16);
    const [first, second, itself] = cloneAcross([new Uint8Array(buffer), new Int16Array(buffer, 2, 1), buffer]) as [
      Uint8Array,
      Int16Array,
      ArrayBuffer,
    ];
    expect(first.buffer).to.equal(itself);
    expect(second.buffer).to.equal(itself);
  });

  it('rejects a view that is out of bounds or detached', () => {
    const buffer = resizable(8, 8);
    const behind = new Uint8Array(buffer, 4, 4);
    buffer.resize(2);
    expect(() => cloneAcross(behind)).to.throw(Error);
    const moved = new Uint8Array(8);
    structuredClone(moved, { transfer: [moved.buffer] });
    expect(() => cloneAcross(moved)).to.throw('detached');
  });

  it('rejects shared memory of any realm, also behind a Buffer', () => {
    const shared = [
      new SharedArrayBuffer(2),
      new Uint8Array(new SharedArrayBuffer(2)),
      Buffer.from(new SharedArrayBuffer(2)),
      runInNewContext('new Uint8Array(new SharedArrayBuffer(2))'),
    ];
    for (const value of shared) {
      expect(() => cloneAcross([value]))
        .to.throw('cannot be shared')
        .with.property('name', 'DataCloneError');
    }
    expect(cloneAcross(Buffer.from(runInNewContext('new ArrayBuffer(2)') as ArrayBuffer))).to.have.length(2);
  });

  it('rejects values that only Node can clone, whatever their class claims', () => {
    const odd = Object.setPrototypeOf(createSecretKey(Buffer.from('secret')), null) as object;
    expect(() => cloneAcross(odd))
      .to.throw('cannot leave its process')
      .with.property('name', 'DataCloneError');
  });

  it('returns a Buffer as a Buffer, with its own bytes only', () => {
    const slice = Buffer.from('slice of the pool');
    expect(slice.buffer.byteLength).to.be.greaterThan(slice.length);
    expect(encodeValue(slice).length).to.be.lessThan(slice.length + 32);
    const arrived = decodeValue(encodeValue(slice)) as Buffer;
    expect(Buffer.isBuffer(arrived)).to.equal(true);
    expect(arrived.toString()).to.equal('slice of the pool');
  });

  it('leaves alone what is not a message of this package, whichever way it comes', () => {
    const foreign = [
      undefined,
      null,
      'ready',
      { kind: 'ready' },
      new Uint8Array(),
      new Uint8Array(100),
      encodeValue(1),
    ];
    for (const received of foreign) {
      expect(decodeWorkerMessage(received)).to.equal(undefined);
      expect(decodeHostMessage(received)).to.equal(undefined);
    }
  });

  it('throws for a message whose bytes are cut short, and for one that no worker sends', () => {
    const bytes = encodeWorkerMessage({ kind: 'progress', slots: [1], values: ['a long text'] });
    expect(() => decodeWorkerMessage(bytes.subarray(0, -4))).to.throw();
    expect(() => decodeWorkerMessage(encodeHostMessage({ kind: 'close' }))).to.throw(TypeError, 'malformed message');
  });
});
