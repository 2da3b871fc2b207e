// Package time gets this file beside CometBFT's own when `localnet/build.sh` builds wasmd, so that a test can let days pass.
package time

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// variable names a file of whole seconds, which may change while the node runs. Without the variable, or as long as there is
// no such file, the clock is the machine's.
const variable = "LOCALNET_AHEAD"

// ahead is how far the time of blocks is ahead of the machine's clock. A file that holds anything but whole seconds from zero
// on ends the node: a test would wait in vain otherwise.
func ahead() time.Duration {
	file := os.Getenv(variable)
	if file == "" {
		return 0
	}
	text, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return 0
	}
	if err != nil {
		panic(err)
	}
	seconds, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 32)
	if err != nil {
		panic(err)
	}
	return time.Duration(seconds) * time.Second
}
