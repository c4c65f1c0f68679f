// SPDX-License-Identifier: Apache-2.0
#include "cli/examples.hpp"

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace signalbox::cli {

namespace {

struct Example {
  std::vector<std::string> command;  // "ledger", "report"
  std::vector<std::string> lines;
};

const std::vector<Example>& all_examples() {
  static const std::vector<Example> all = {
      {{"call"},
       {"signalbox call qmp.sock query-status",
        "signalbox call qmp.sock block-write device=disk0 offset=0 length=512 --json",
        "SIGNALBOX_SOCKET=qmp.sock signalbox call query-status"}},
      {{"watch"},
       {"signalbox watch qmp.sock block-device-event device=disk0 stop-event",
        "signalbox watch qmp.sock BLOCK_IO_ERROR --where action=stop --count 1 --json"}},
      {{"signals"}, {"signalbox signals qmp.sock", "signalbox signals qmp.sock --json"}},
      {{"shell"},
       {"signalbox shell qmp.sock",
        "printf '%s\\n' stop-event-connect stop | signalbox shell qmp.sock --json"}},
      {{"compare"},
       {"signalbox compare --old ./old_suite --new ./new_suite --scenario faults.scenario",
        "signalbox compare --old ./old_suite --new ./new_suite --format html --output "
        "parity.html"}},
      {{"record"}, {"signalbox record qmp.sock -o vm1.jsonl --redact --duration 60"}},
      {{"redact"}, {"signalbox redact vm1.jsonl -o for-others.jsonl"}},
      {{"scenario", "run"},
       {"signalbox scenario run faults.scenario --socket qmp.sock --admin admin.sock"}},
      {{"scenario", "check"}, {"signalbox scenario check faults.scenario"}},
      {{"shrink"},
       {"signalbox shrink faults.scenario --run './test $SIGNALBOX_PART' -o small.scenario"}},
      {{"plugin", "new"}, {"signalbox plugin new fan-control"}},
      {{"plugin", "check"},
       {"signalbox plugin check fan-control.so",
        "signalbox plugin check qemu.so monitor=unix:/run/vm1.qmp"}},
      {{"plugin", "list"}, {"signalbox plugin list qmp.sock"}},
      {{"plugin", "load"}, {"signalbox plugin load admin.sock fan-control.so --machine vm1"}},
      {{"plugin", "unload"}, {"signalbox plugin unload admin.sock fan-control"}},
      {{"schema", "check"}, {"signalbox schema check qmp-schema.json"}},
      {{"schema", "diff"}, {"signalbox schema diff released/qmp-schema.json qmp-schema.json"}},
      {{"ledger", "report"},
       {"signalbox ledger report --ledger signalbox.db --by client",
        "signalbox ledger report --format html --output report.html"}},
      {{"ledger", "fsck"}, {"signalbox ledger fsck --ledger signalbox.db"}},
      {{"ledger", "stage"},
       {"signalbox ledger stage", "signalbox ledger stage BLOCK_IO_ERROR announced"}},
      {{"ledger", "brownout", "plan"},
       {"signalbox ledger brownout plan BLOCK_IO_ERROR --for 30m --at +2h"}},
      {{"ledger", "brownout", "list"}, {"signalbox ledger brownout list --json"}},
      {{"ledger", "brownout", "cancel"}, {"signalbox ledger brownout cancel 3"}},
      {{"ledger", "guide"}, {"signalbox ledger guide libvirtd"}},
      {{"ledger", "check"}, {"signalbox ledger check BLOCK_IO_ERROR --fail-on in-use,unproven"}},
      {{"ledger", "baseline", "write"}, {"signalbox ledger baseline write clients.baseline"}},
      {{"ledger", "baseline", "check"}, {"signalbox ledger baseline check clients.baseline"}},
      {{"ledger", "ablate"}, {"signalbox ledger ablate --suite ./old_suite"}},
      {{"ledger", "resolve"},
       {"signalbox ledger resolve BLOCK_IO_ERROR --client libvirtd --reason 'moved to signals'"}},
      {{"ledger", "waive"},
       {"signalbox ledger waive BLOCK_IO_ERROR --client backup --days 30 --reason 'is replaced'"}},
      {{"ledger", "evidence", "add"},
       {"signalbox ledger evidence add BLOCK_IO_ERROR unused --client backup --reason 'I wrote "
        "it'"}},
      {{"ledger", "diff"}, {"signalbox ledger diff last-week.db"}},
      {{"ledger", "merge"}, {"signalbox ledger merge --ledger all.db host1.db host2.db"}},
      {{"ledger", "migrate"}, {"signalbox ledger migrate --dry-run"}},
      {{"ledger", "prune"}, {"signalbox ledger prune --keep-days 400"}},
      {{"ledger", "forget"}, {"signalbox ledger forget old-client --reason 'uninstalled'"}},
      {{"ledger", "export"}, {"signalbox ledger export --key-file key > ledger.jsonl"}},
  };
  return all;
}

}  // namespace

void add_examples(Command program) {
  for (const Example& each : all_examples()) {
    Command command = program;
    for (const std::string& name : each.command) command = command.child(name);
    command.examples(each.lines);
  }
}

}  // namespace signalbox::cli
