# SPDX-License-Identifier: Apache-2.0
"""signalbox call."""
import json
import os
import unittest

import served


class Call(served.Served):
    def test_a_value_is_printed_for_people(self):
        self.assertEqual((0, '{\n  "status": "running",\n  "singlestep": false,\n  "running": true\n}\n',
                          ""), self.run_signalbox("call", "qmp.sock", "query-status"))

    def test_json_is_one_line_as_the_host_writes_it(self):
        self.assertEqual(
            (0, '{"status": "running", "singlestep": false, "running": true}\n', ""),
            self.run_signalbox("call", "qmp.sock", "query-status", "--json"))

    def test_arguments_have_the_types_of_the_schema(self):
        code, out, err = self.run_signalbox("call", "qmp.sock", "block-write", "device=small",
                                            "offset=0", "data=1234")  # which is base64

        self.assertEqual((3, ""), (code, out))
        self.assertIn("GenericError: Could not write to device 'small'", err)

    def test_json_may_be_given_whatever_the_schema_says(self):
        code, _, err = self.run_signalbox("call", "qmp.sock", "block-flush", "device:=7")

        self.assertEqual(3, code)
        self.assertIn("'device', expected: string", err)

    def test_a_dotted_name_is_a_member_of_an_object(self):
        code, _, err = self.run_signalbox("call", "admin.sock", "inject-event", "event=RTC_CHANGE",
                                          "data.offset=5", "machine=m")

        self.assertEqual((0, ""), (code, err))

    def test_an_unknown_command_is_the_hosts_error(self):
        self.assertEqual((3, "", "signalbox: CommandNotFound: The command fly has not been found\n"),
                         self.run_signalbox("call", "qmp.sock", "fly"))

    def test_a_word_that_is_no_argument_is_a_usage_error(self):
        self.assertEqual((2, "", "signalbox: 'full' is not NAME=VALUE\n"),
                         self.run_signalbox("call", "qmp.sock", "block-flush", "full"))

    def test_no_host_is_said_with_its_path(self):
        self.assertEqual((1, "", "signalbox: none.sock: No such file or directory\n"),
                         self.run_signalbox("call", "none.sock", "query-status"))

    def test_colours_are_for_terminals(self):
        ours, theirs = os.openpty()
        process = self.start_signalbox("call", "qmp.sock", "query-name", "--json")
        self.assertNotIn("\033", process.communicate()[0])

        with os.fdopen(ours, "rb", buffering=0) as terminal:
            served.subprocess.run([served.SIGNALBOX, "call", "qmp.sock", "query-status"],
                                  cwd=self.host.directory, stdout=theirs, check=True,
                                  env=os.environ | {"NO_COLOR": ""})
            os.close(theirs)
            self.assertIn(b"\033[36m\"status\"\033[0m: \"running\"", terminal.read(4096))


class Plugins(served.Served):
    def names(self):
        code, out, _ = self.run_signalbox("plugin", "list", "qmp.sock", "--json")
        self.assertEqual(0, code)
        return [each["name"] for each in json.loads(out)]

    def test_one_line_a_plugin(self):
        code, out, _ = self.run_signalbox("plugin", "list", "qmp.sock")

        self.assertEqual(0, code)
        self.assertEqual([["legacy", "1.0"], ["block", "1.0"]],
                         [line.split()[:2] for line in out.splitlines()])

    def test_a_plugin_is_unloaded_and_loaded_and_put_in_its_own_place(self):
        self.drop("doorbell.so")
        self.host.await_log("'doorbell' 1.0 is loaded")

        self.assertEqual((0, "", ""), self.run_signalbox("plugin", "unload", "admin.sock", "doorbell"))
        self.assertEqual(["legacy", "block"], self.names())
        self.assertEqual((0, "", ""), self.run_signalbox("plugin", "load", "admin.sock", "doorbell.so"))
        self.assertEqual(["legacy", "block", "doorbell"], self.names())
        self.assertEqual((0, "", ""), self.run_signalbox("plugin", "reload", "admin.sock", "doorbell.so"))
        self.host.await_log("plugin 'doorbell' is replaced")

    def test_a_refusal_is_told_in_the_hosts_words(self):
        code, _, err = self.run_signalbox("plugin", "load", "admin.sock", "none.so", "--machine", "m")

        self.assertEqual(3, code)
        self.assertIn("File 'none.so' not found in the plugin directories of machine 'm'", err)

    def test_a_machines_socket_does_not_load_plugins(self):
        code, _, err = self.run_signalbox("plugin", "load", "qmp.sock", "none.so")

        self.assertEqual(3, code)
        self.assertIn("CommandNotFound", err)


if __name__ == "__main__":
    served.main()
