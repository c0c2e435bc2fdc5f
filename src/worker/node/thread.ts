import { workerData } from 'node:worker_threads';
import { serve } from './serve.js';
import { type ThreadSetup, threadPort } from './threadPort.js';

/** The entry point of a worker thread. */
const setup = workerData as ThreadSetup;
serve(threadPort(setup.port), setup);
