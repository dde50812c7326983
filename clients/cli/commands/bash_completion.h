// The script by which bash completes the command line of `hemo`.
#pragma once

#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace hemoledger {

// Made from the commands and options that the program itself parses, so that it never falls behind
// them: commands below commands, options (those of all commands too), the words of options that
// have them, files and folders where a FILE or a folder is wanted. `root` is the program's; it must
// be complete. The script needs bash 4 or later and nothing else; it never runs the program.
std::string BashCompletion(CLI::App& root);

}  // namespace hemoledger
