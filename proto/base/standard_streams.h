// Guards the three standard streams of a process.
#pragma once

namespace hemoledger {

// Occupies each of the descriptors 0, 1 and 2 that is closed, so that no file or socket opened
// later gets it: what is written to the standard output or error would go into that file (a log
// line into the ledger's data). Where one was closed, reading and writing it fail as they did
// before (EBADF). Call it first in main, before anything is opened or a thread is made; a library
// may hold one even before that (gRPC has an eventfd), but that is no file of ours. Ends the
// process where /dev/null can not be opened.
void OccupyStandardStreams();

}  // namespace hemoledger
