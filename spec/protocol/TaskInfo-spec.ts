import { expect } from 'chai';
import { readTaskInfo, taskInfoOf } from '../../src/protocol/TaskInfo.js';

describe('TaskInfo', () => {
  it('has the options that the task sees, and no others', () => {
    const options = { label: 'resize', priority: 3, timeout: 100 };
    expect(taskInfoOf(options)).to.deep.equal({ label: 'resize' });
  });

  it('is undefined for a task without such options', () => {
    expect(taskInfoOf({ label: undefined })).to.equal(undefined);
    expect(taskInfoOf({})).to.equal(undefined);
  });

  it('keeps an empty label', () => {
    expect(taskInfoOf({ label: '' })).to.deep.equal({ label: '' });
  });

  it('is read back from stored data without the options of a wrong type', () => {
    const read = (data: object) => readTaskInfo((name) => (data as Record<string, unknown>)[name]);
    expect(read({ label: 'resize' })).to.deep.equal({ label: 'resize' });
    for (const label of [undefined, null, 5, {}, ['resize']]) expect(read({ label })).to.deep.equal({});
  });
});
