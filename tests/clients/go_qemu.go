// SPDX-License-Identifier: Apache-2.0

// Connects to a QMP socket with go-qemu, a client that knows nothing of Signalbox: a command, an
// error, and the event of a command. Ends with 1 and a sentence if anything is not as with QEMU.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/digitalocean/go-qemu/qmp"
)

func require(holds bool, sentence string, values ...interface{}) {
	if !holds {
		fmt.Fprintf(os.Stderr, sentence+"\n", values...)
		os.Exit(1)
	}
}

func main() {
	monitor, err := qmp.NewSocketMonitor("unix", os.Args[1], 20*time.Second)
	require(err == nil, "no connection: %v", err)
	require(monitor.Connect() == nil, "no negotiation")
	defer monitor.Disconnect()

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	stream, err := monitor.Events(ctx)
	require(err == nil, "no events: %v", err)
	// go-qemu reads no reply while an event waits to be taken, and STOP comes before stop's reply.
	events := make(chan qmp.Event, 16)
	go func() {
		for event := range stream {
			events <- event
		}
	}()

	var status struct {
		Return struct {
			Running bool
			Status  string
		}
	}
	raw, err := monitor.Run([]byte(`{"execute": "query-status"}`))
	require(err == nil && json.Unmarshal(raw, &status) == nil, "query-status: %v %s", err, raw)
	require(status.Return.Running && status.Return.Status == "running", "status is %s", raw)

	_, err = monitor.Run([]byte(`{"execute": "no-such-command"}`))
	require(err != nil && strings.Contains(err.Error(), "has not been found"), "error is %v", err)

	_, err = monitor.Run([]byte(`{"execute": "stop"}`))
	require(err == nil, "stop: %v", err)
	select {
	case event := <-events:
		require(event.Event == "STOP", "the event is %s", event.Event)
		require(event.Timestamp.Seconds > 0, "the event has no time")
	case <-ctx.Done():
		require(false, "no event has come")
	}
}
