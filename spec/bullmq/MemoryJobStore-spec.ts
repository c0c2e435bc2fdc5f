import { MemoryJobStore } from '../../src/bullmq/MemoryJobStore.js';
import { describeStore } from './storeContract.js';

describeStore('MemoryJobStore', () => new MemoryJobStore());
