// The functions that scenarios name. Artillery would bundle a .ts with a compiler of its own; Node runs what is imported from here as it is.
export { connect, hear, untilAcknowledged, untilAllHeard, untilAllListen, writeBySocket } from './sockets.ts';
export { ask, askLivez, check, checkLivez } from './steps.ts';
