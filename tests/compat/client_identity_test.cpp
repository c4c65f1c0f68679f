// SPDX-License-Identifier: Apache-2.0
#include "compat/client_identity.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "compat/processes.hpp"

namespace signalbox {
namespace {

class TableOfProcesses final : public Processes {
 public:
  std::optional<Process> process(std::int64_t pid) const override {
    const auto found = rows.find(pid);
    return found == rows.end() ? std::nullopt : std::optional(found->second);
  }
  std::string user(std::int64_t uid) const override { return uid == 1000 ? "alice" : "root"; }

  std::map<std::int64_t, Process> rows;
};

Process process(std::string exe, std::vector<std::string> arguments, std::int64_t parent = 1) {
  return {.started = 7,
          .parent = parent,
          .exe = std::move(exe),
          .arguments = std::move(arguments),
          .folder = "/home/alice",
          .cgroup = "/user.slice/user-1000.slice/session-3.scope"};
}

const Peer kPeer{Transport::unix_socket, 10, 1000, {}};

TEST(ClientIdentity, NamesTheScriptOfAnInterpreter) {
  const struct {
    const char* exe;
    std::vector<std::string> arguments;
    const char* script;
  } kCases[] = {
      {"/usr/bin/python3.11", {"python3", "poll.py", "--fast"}, "/home/alice/poll.py"},
      {"/usr/bin/python3.11", {"python3", "-u", "/opt/a/../poll.py"}, "/opt/poll.py"},
      {"/usr/bin/python3.11", {"python3", "-W", "error", "poll.py"}, "/home/alice/poll.py"},
      {"/usr/bin/python3.11", {"python3", "-m", "backup.agent", "x"}, "-m backup.agent"},
      {"/usr/bin/python3.11", {"python3", "-c", "import socket"}, ""},
      {"/usr/bin/python3.11", {"python3"}, ""},
      {"/usr/bin/perl", {"perl", "-w", "watch.pl"}, "/home/alice/watch.pl"},
      {"/usr/bin/perl", {"perl", "-we", "print"}, ""},
      {"/usr/bin/bash", {"/bin/bash", "-x", "./watch.sh"}, "/home/alice/watch.sh"},
      {"/usr/bin/node", {"node", "--inspect", "agent.js"}, "/home/alice/agent.js"},
      {"/usr/bin/qmp-agent", {"qmp-agent", "file.py"}, ""},
  };
  for (const auto& each : kCases) {
    TableOfProcesses processes;
    processes.rows[10] = process(each.exe, each.arguments);

    const ClientIdentity client = identify(kPeer, processes);

    EXPECT_EQ(client.script, each.script) << each.exe << ' ' << each.arguments.back();
    EXPECT_EQ(client.exe, each.exe);
    const bool is_interpreter = std::string_view(each.exe) != "/usr/bin/qmp-agent";
    EXPECT_EQ(client.kind, *each.script != '\0' ? ClientIdentity::Kind::script
                           : is_interpreter     ? ClientIdentity::Kind::unattributed
                                                : ClientIdentity::Kind::program);
  }
}

TEST(ClientIdentity, LooksThroughRelaysToWhoStartedThem) {
  TableOfProcesses processes;
  processes.rows[10] = process("/usr/bin/socat", {"socat", "-", "UNIX:vm.qmp"}, 9);
  processes.rows[9] = process("/usr/bin/sudo", {"sudo", "socat"}, 8);
  processes.rows[8] = process("/usr/bin/dash", {"sh", "-c", "sudo socat"}, 7);
  processes.rows[7] = process("/usr/bin/python3.11", {"python3", "/opt/backup.py"}, 6);
  processes.rows[6] = process("/usr/bin/bash", {"-bash"}, 5);

  const ClientIdentity client = identify(kPeer, processes);

  EXPECT_EQ(client.script, "/opt/backup.py");
  EXPECT_EQ(client.via, "dash, sudo, socat");
  EXPECT_EQ(client.pid, 7);
  EXPECT_EQ(client.name(), "backup.py");
}

TEST(ClientIdentity, ARelayWithoutAnAncestorStandsForItself) {
  TableOfProcesses processes;
  processes.rows[10] = process("/usr/bin/socat", {"socat"}, 1);

  EXPECT_EQ(identify(kPeer, processes).name(), "socat");
}

TEST(ClientIdentity, RelaysThatFormALoopEnd) {
  TableOfProcesses processes;
  processes.rows[10] = process("/usr/bin/socat", {"socat"}, 11);
  processes.rows[11] = process("/usr/bin/sudo", {"sudo"}, 10);

  EXPECT_EQ(identify(kPeer, processes).name(), "socat");
}

TEST(ClientIdentity, SaysWhatWouldHelpWhereTheKernelDoesNot) {
  TableOfProcesses processes;
  processes.rows[10] = process("", {});
  processes.rows[12] = process("/usr/bin/agent", {"agent"});
  const Peer kCases[] = {
      {Transport::tcp, 0, -1, {}},
      {Transport::unix_socket, 0, 1000, {}},                     // another pid namespace
      {Transport::unix_socket, 10, 1000, {}},                    // exe not readable
      {Transport::unix_socket, 11, 1000, {}},                    // gone
      {Transport::unix_socket, 12, 1000, [] { return false; }},  // its number was given away
  };
  for (const Peer& peer : kCases) {
    const ClientIdentity client = identify(peer, processes);

    EXPECT_EQ(client.kind, ClientIdentity::Kind::unattributed);
    EXPECT_NE(client.help.find("{ client NAME }"), std::string::npos);
    EXPECT_EQ(client.exe, "");
  }
}

TEST(ClientIdentity, IsUnattributedWhereProgramsCannotBeToldApart) {
  const std::vector<std::vector<std::string>> kAlike = {
      {"/usr/bin/python3.11", "python3", "-c", "import socket"},
      {"/usr/bin/perl", "perl", "-we", "print"},
      {"/usr/bin/node", "node", "-e", "connect()"},
      {"/usr/bin/bash", "-bash"},
      {"/usr/lib/jvm/java-17/bin/java", "java", "-cp", "a.jar:b.jar", "com.example.Agent"},
      {"/usr/bin/socat", "socat", "-", "UNIX:vm.qmp"},
      {"/usr/sbin/signalboxd", "signalboxd", "--upstream", "unix:vm.qmp"},
  };
  for (const std::vector<std::string>& each : kAlike) {
    TableOfProcesses processes;
    processes.rows[10] = process(each[0], {each.begin() + 1, each.end()});

    const ClientIdentity client = identify(kPeer, processes);

    EXPECT_EQ(client.kind, ClientIdentity::Kind::unattributed) << each[0];
    EXPECT_EQ(client.exe, each[0]);
    EXPECT_NE(client.help.find("{ client NAME }"), std::string::npos) << client.help;
  }
  TableOfProcesses processes;
  processes.rows[10] = process("/usr/bin/qmp-agent", {"qmp-agent"});
  EXPECT_EQ(identify(kPeer, processes).kind, ClientIdentity::Kind::program);
}

TEST(ClientIdentity, TellsTwoJarsApart) {
  const auto fingerprint = [](const std::string& jar) {
    TableOfProcesses processes;
    processes.rows[10] = process("/usr/bin/java", {"java", "-Xmx1g", "-jar", jar});
    return hex_of(identify(kPeer, processes).fingerprint());
  };

  EXPECT_NE(fingerprint("/opt/backup.jar"), fingerprint("/opt/pager.jar"));
}

TEST(ClientIdentity, FingerprintIsOfTheProgramAndNotOfItsProcess) {
  TableOfProcesses processes;
  processes.rows[10] = process("/usr/bin/agent", {"agent", "--port", "1"});
  processes.rows[20] = process("/usr/bin/agent", {"agent"});
  processes.rows[30] = process("/usr/bin/other", {"agent"});
  const auto fingerprint = [&](std::int64_t pid, std::int64_t uid) {
    return hex_of(identify({Transport::unix_socket, pid, uid, {}}, processes).fingerprint());
  };

  EXPECT_EQ(fingerprint(10, 1000), fingerprint(20, 1000));
  EXPECT_NE(fingerprint(10, 1000), fingerprint(30, 1000));
}

TEST(ClientIdentity, FingerprintIsTheSameFromAnotherCheckout) {
  const auto fingerprint = [](const std::string& script) {
    ClientIdentity client;
    client.exe = "/usr/bin/python3";
    client.script = script;
    return hex_of(client.fingerprint());
  };

  EXPECT_EQ(fingerprint("/tmp/job-000001/check_vm.py"), fingerprint("/tmp/job-0017f2/check_vm.py"));
  EXPECT_NE(fingerprint("/tmp/job-000001/check_vm.py"), fingerprint("/tmp/job-000001/other.py"));
}

TEST(ClientIdentity, DeclaredNamesTellTwoUsesOfOneProgramApart) {
  ClientIdentity first;
  first.exe = "/usr/bin/python3";
  ClientIdentity second = first;
  second.declared_name = "backup";

  EXPECT_NE(hex_of(first.fingerprint()), hex_of(second.fingerprint()));
}

}  // namespace
}  // namespace signalbox
