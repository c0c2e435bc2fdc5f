// CommonJS, since an ES module is loaded too late to hear the pool's first message.
const { ClusterWorker } = require('poolifier');
const { busy, echo, isPrime } = require('./tasks.mjs');

module.exports = new ClusterWorker({ busy, echo, isPrime });
