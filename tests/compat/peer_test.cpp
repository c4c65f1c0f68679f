// SPDX-License-Identifier: Apache-2.0
//
// Real processes behind real sockets.
#include "compat/peer.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "compat/client_identity.hpp"
#include "compat/file_descriptor.hpp"
#include "compat/processes.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

// A socket that programs connect to, and the one that did.
class Door {
 public:
  explicit Door(const std::string& path) : listening_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(bind(listening_.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listening_.number(), 1), 0);
  }

  FileDescriptor next() { return FileDescriptor(accept(listening_.number(), nullptr, nullptr)); }

 private:
  FileDescriptor listening_;
};

pid_t start(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  return pid;
}

bool has(const char* program) {
  return std::system((std::string("command -v ") + program + " >/dev/null 2>&1").c_str()) == 0;
}

TEST(Peer, OfASocketPairIsThisProcess) {
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const FileDescriptor first(pair[0]);
  const FileDescriptor second(pair[1]);

  const Peer peer = peer_of(first.number());

  EXPECT_EQ(peer.pid, getpid());
  EXPECT_EQ(peer.uid, getuid());
  EXPECT_EQ(identify(peer, SystemProcesses()).name(), "test_compat");
}

TEST(Peer, IsAPythonScriptByItsFile) {
  if (!has("python3")) GTEST_SKIP() << "no python3";
  const TemporaryDirectory folder;
  const std::string path = folder / "vm.qmp";
  const std::string script = folder / "poll.py";
  std::ofstream(script) << "import socket,sys\ns=socket.socket(socket.AF_UNIX)\n"
                           "s.connect(sys.argv[1])\ns.recv(1)\n";
  Door door(path);
  const pid_t pid = start({"python3", script, path});
  {
    const FileDescriptor client = door.next();

    const ClientIdentity identity = identify(peer_of(client.number()), SystemProcesses());

    EXPECT_EQ(identity.kind, ClientIdentity::Kind::script);
    EXPECT_EQ(identity.script, script);
    EXPECT_EQ(identity.pid, pid);
  }
  waitpid(pid, nullptr, 0);
}

TEST(Peer, BehindSocatIsWhoStartedIt) {
  if (!has("socat") || !has("bash")) GTEST_SKIP() << "no socat or no bash";
  const TemporaryDirectory folder;
  const std::string path = folder / "vm.qmp";
  const std::string script = folder / "watch.sh";
  std::ofstream(script) << "socat -u UNIX-CONNECT:\"$1\" - >/dev/null\ntrue\n";
  Door door(path);
  const pid_t pid = start({"bash", script, path});
  {
    const FileDescriptor client = door.next();

    const ClientIdentity identity = identify(peer_of(client.number()), SystemProcesses());

    EXPECT_EQ(identity.script, script);
    EXPECT_EQ(identity.via, "socat");
  }
  waitpid(pid, nullptr, 0);
}

TEST(Peer, ThatHasEndedIsNotTakenForAnother) {
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const FileDescriptor first(pair[0]);
  const FileDescriptor second(pair[1]);
  Peer peer = peer_of(first.number());
  peer.is_alive = [] { return false; };

  EXPECT_EQ(identify(peer, SystemProcesses()).kind, ClientIdentity::Kind::unattributed);
}

}  // namespace
}  // namespace signalbox
