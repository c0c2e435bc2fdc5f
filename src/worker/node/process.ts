import { surviveBrokenPipe } from './brokenPipe.js';
import { exitWithParent } from './exitWithParent.js';
import { leaveSignalsToHost } from './hostSignals.js';
import { endOwnGroup } from './ownGroup.js';
import { ProcessPort } from './ProcessPort.js';
import { serve, type WorkerFiles } from './serve.js';

/** The entry of a child process. */
leaveSignalsToHost();

/** Its setup comes on the command line, which is then the tasks' own. */
const [setup = '{}'] = process.argv.splice(2);
type Setup = WorkerFiles & { readonly name: string; readonly claims: boolean };
const { name, claims, ...files } = JSON.parse(setup) as Setup;
process.title = name;

exitWithParent();
surviveBrokenPipe();

// The parent is gone, or has let go: nobody will ever hear the answers.
process.on('disconnect', () => process.exit());
// With the host there, that one ends what is left behind.
process.on('exit', () => {
  if (!process.connected) endOwnGroup();
});

const port = new ProcessPort(claims);
// A parent that had died before it was looked at here has closed the channel. To know it takes a whole turn of the event
// loop: what is set for the end of this turn comes before the channel is read again.
setImmediate(() => setImmediate(begin));

function begin(): void {
  if (process.connected) serve(port, files);
  else process.exit();
}
