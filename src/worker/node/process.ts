import { surviveBrokenPipe } from './brokenPipe.js';
import { exitWithParent } from './exitWithParent.js';
import { leaveSignalsToHost } from './hostSignals.js';
import { endOwnGroup } from './ownGroup.js';
import { ProcessPort } from './ProcessPort.js';
import { serve, type WorkerFiles } from './serve.js';

/** The entry point of a child process. */
leaveSignalsToHost();

/** The setup is an argument of the command line, removed so that tasks see only their own arguments. */
const [setup = '{}'] = process.argv.splice(2);
type Setup = WorkerFiles & { readonly name: string; readonly claims: boolean };
const { name, claims, ...files } = JSON.parse(setup) as Setup;
process.title = name;

exitWithParent();
surviveBrokenPipe();

// The parent has ended or has disconnected: results cannot be delivered any more.
process.on('disconnect', () => process.exit());
// While the host is connected, it ends the programs that are left behind.
process.on('exit', () => {
  if (!process.connected) endOwnGroup();
});

const port = new ProcessPort(claims);
// A parent that ended before this point has closed the channel. Node notices that after a whole turn of the event loop:
// immediates of this turn run before the channel is read again.
setImmediate(() => setImmediate(start));

function start(): void {
  if (process.connected) serve(port, files);
  else process.exit();
}
