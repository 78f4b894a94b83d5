/** Keeps an activity's log out of the output of the tests. */
export const silentLogger = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
