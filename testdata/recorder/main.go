// Recorder runs CometBFT networks in process and records what they serve.
package main

import "parhelion/recorder/internal/command"

func main() { command.Main() }
