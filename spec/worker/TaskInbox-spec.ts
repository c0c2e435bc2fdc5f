import { expect } from 'chai';
import type { TasksMessage } from '../../src/protocol/messages/TasksMessage.js';
import { TaskInbox } from '../../src/worker/TaskInbox.js';

describe('TaskInbox', () => {
  /** Returns a message of tasks, each with its slot, function and arguments; ids are the slots plus 100. */
  function tasks(...each: readonly (readonly [slot: number, fn: number, ...args: unknown[]])[]): TasksMessage {
    return {
      kind: 'tasks',
      headers: each.flatMap(([slot, fn, ...args]) => [slot, slot + 100, fn, args.length]),
      args: each.flatMap(([, , ...args]) => args),
      notes: [],
    };
  }

  let inbox: TaskInbox;

  beforeEach(() => {
    inbox = new TaskInbox();
  });

  it('returns the tasks in the order in which they arrived, each with its arguments', () => {
    inbox.push(tasks([0, 7, 'a', 'b'], [1, 8]));
    inbox.push(tasks([2, 7, 'c']));
    const taken = [inbox.take(), inbox.take(), inbox.take()];
    expect(taken).to.deep.equal([
      { slot: 0, id: 100, fn: 7, args: ['a', 'b'], note: undefined },
      { slot: 1, id: 101, fn: 8, args: [], note: undefined },
      { slot: 2, id: 102, fn: 7, args: ['c'], note: undefined },
    ]);
    expect([inbox.empty, inbox.take()]).to.deep.equal([true, undefined]);
  });

  it('returns the note of the task that has one', () => {
    inbox.push({ ...tasks([0, 7], [1, 7]), notes: [[1, { label: 'second' }]] });
    expect([inbox.take()?.note, inbox.take()?.note]).to.deep.equal([undefined, { label: 'second' }]);
  });

  it('knows the slots of the tasks that have not been taken', () => {
    inbox.push(tasks([4, 7], [5, 7]));
    inbox.push(tasks([6, 7]));
    inbox.take();
    expect([...inbox.slots()]).to.deep.equal([5, 6]);
    expect([inbox.has(4), inbox.has(5)]).to.deep.equal([false, true]);
  });

  it('returns the next tasks of a message as long as they have the same function', () => {
    inbox.push(tasks([0, 7], [1, 7], [2, 7], [3, 8], [4, 7]));
    inbox.take();
    expect(inbox.next(7, 9)).to.deep.equal([
      { slot: 1, id: 101 },
      { slot: 2, id: 102 },
    ]);
    expect(inbox.next(7, 1)).to.deep.equal([{ slot: 1, id: 101 }]);
    expect(inbox.next(8, 9)).to.deep.equal([]);
  });

  it('returns no next tasks of a message with notes, since a note may ask for a report of the start', () => {
    inbox.push({ ...tasks([0, 7], [1, 7]), notes: [[1, { reportStart: true }]] });
    inbox.take();
    expect(inbox.next(7, 9)).to.deep.equal([]);
  });
});
