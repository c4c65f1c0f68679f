// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <string>

namespace signalbox {

// A file is as trustworthy as the users who can change it. These are root and the
// user of this process, if the file and all directories on the way to it belong to them and others
// may not write there. In a directory with the sticky bit, such as /tmp, others may write: they
// cannot replace what is not theirs.

// Why another user could change what `path` leads to, with the file or directory and what to do;
// empty: none could, or there is no such file. All links on the way are followed and their
// directories looked at.
std::string untrusted_because(const std::filesystem::path& path);

// The same of one file or directory alone, which is called `what`.
std::string untrusted_because(const std::string& what, const struct stat& about);

}  // namespace signalbox
