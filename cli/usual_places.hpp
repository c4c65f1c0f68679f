// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace signalbox::cli {

// A file or socket that is used where the command line names none.
struct UsualPlace {
  std::string path;    // empty: none is known
  std::string source;  // for a sentence: "as SIGNALBOX_SOCKET says"
};

// The configuration of the packaged service.
inline constexpr const char* kPackagedConfiguration = "/etc/signalbox/signalbox.info";

// A machine's socket: $SIGNALBOX_SOCKET, else the first `listen unix:` of a machine in the
// configuration, if that can be read, else where the package has it, if it is there.
UsualPlace usual_socket(const std::filesystem::path& configuration = kPackagedConfiguration);

// The ledger: $SIGNALBOX_LEDGER, else signalbox.db here, if it is there, else as above. Without any
// of them signalbox.db here.
UsualPlace usual_ledger(const std::filesystem::path& configuration = kPackagedConfiguration);

}  // namespace signalbox::cli
