// Package cometbft takes CometBFT's types where package parhelion takes bytes.
//
// Each function writes its arguments as the messages that CometBFT writes, and asks parhelion. What
// is verified is therefore what everybody else would read; an error is a *parhelion.Error, or says
// that a value has no message.
//
// Package light, beside this one, has the functions of CometBFT's package of that name.
package cometbft
