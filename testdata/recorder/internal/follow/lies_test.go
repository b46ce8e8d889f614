package follow

import "time"

// Why CometBFT's client answers otherwise.
const (
	namesTheRest = "it says that no witness is left, and not what was wrong"
	sorts        = "it puts what a node answers in order; here the answer is what is verified"
	forgets      = "it stores the block that it was sent first, and verified the second"
	asksAgain    = "it asks for the target twice; here the first answer is what is verified"
	asksOnce     = "it takes every answer but a silence for a lie, and drops the peer"
	waits        = "it agrees, but tries again for minutes"
)

var lies = []scenario{
	{
		name: "a bit of a signature, of the target", root: 1, to: head,
		peers:    []place{liar(flippedSignature(only(head))), chain},
		cometbft: refused, ours: refused,
		says: "WrongSignature",
	},
	{
		name: "a bit of a signature, on the way", root: 1,
		peers:    []place{liar(flippedSignature(between(2, 119))), chain},
		cometbft: refused, ours: refused,
		says: "WrongSignature",
	},
	{
		name: "a bit of a signature, on the way, and two witnesses", root: 1,
		peers:    []place{liar(flippedSignature(between(2, 119))), chain, again},
		cometbft: verified, ours: verified,
		says: "WrongSignature",
	},
	{
		name: "another header, of the target", root: 1, to: head,
		peers:    []place{liar(anotherHeader(only(head))), chain},
		cometbft: unknown, ours: refused, because: namesTheRest,
		says: "CommitHashMismatch",
	},
	{
		name: "another header, on the way", root: 1,
		peers:    []place{liar(anotherHeader(between(2, 119))), chain},
		cometbft: refused, ours: refused,
		says: "CommitHashMismatch",
	},
	{
		name: "too few sign the target", root: 1, to: head,
		peers:    []place{liar(tooFewSign(only(head))), chain},
		cometbft: refused, ours: refused,
		says: "NotEnoughPower",
	},
	{
		name: "too few sign on the way", root: 1,
		peers:    []place{liar(tooFewSign(between(2, 119))), chain},
		cometbft: refused, ours: refused,
		says: "NotEnoughPower",
	},
	{
		name: "the height before, of the target", root: 1, to: head,
		peers:    []place{liar(earlier("commit", only(head), 1)), chain},
		cometbft: unknown, ours: refused, because: namesTheRest,
		says: "BadLightBlock",
	},
	{
		name: "validators of another height", root: 1,
		peers:    []place{liar(earlier("validators", between(40, 119), 20)), chain},
		cometbft: refused, ours: refused,
		says: "BadLightBlock",
	},
	{
		name: "another chain", root: 1, to: head,
		peers:    []place{liar(elsewhere("another chain", between(2, 120))), chain},
		cometbft: unknown, ours: refused, because: namesTheRest,
		says: "ChainIdMismatch",
	},
	{
		name: "more power than announced", root: 1, to: head,
		peers:    []place{liar(morePower(only(head))), chain},
		cometbft: unknown, ours: refused, because: namesTheRest,
		says: "ValidatorsHashMismatch",
	},
	{
		name: "validators in another order", root: 1,
		peers:    []place{liar(anotherOrder(between(2, 119))), chain},
		cometbft: verified, ours: refused, because: sorts,
		says: "TrustedValidatorsHashMismatch",
	},
	{
		name: "one validator too many", root: 1,
		peers:    []place{liar(oneTooMany(between(2, 119))), chain},
		cometbft: refused, ours: refused,
		says: "BadLightBlock",
	},
	{
		name: "other priorities from the witness", root: 1,
		peers:    []place{chain, liar(otherPriorities(between(2, 120)))},
		cometbft: refused, ours: refused,
		says: "ProposerPrioritiesDiverge",
	},
	{
		name: "backwards, the target first from a branch", root: 100, to: 90,
		peers:    []place{liar(sometimes("lunatic", only(90), first)), chain},
		cometbft: verified, ours: refused, because: forgets,
		says: "LastBlockHashMismatch",
	},
	{
		name: "backwards, the target then from a branch", root: 100, to: 90,
		peers:    []place{liar(sometimes("lunatic", only(90), later)), chain},
		cometbft: refused, ours: verified, because: asksAgain,
	},
	{
		name: "backwards along a branch", root: 100, to: 90,
		peers:    []place{liar(elsewhere("lunatic", between(60, 95))), chain},
		cometbft: refused, ours: refused,
		says: "LastBlockHashMismatch",
	},
	{
		name: "the root is too old", root: 1, late: trustingPeriod,
		peers:    []place{chain, again},
		cometbft: expired, ours: expired,
		says: "HeaderExpired",
	},
	{
		name: "from the future", root: 1, late: -30 * time.Minute,
		peers:    []place{chain, again},
		cometbft: refused, ours: refused,
		says: "TimeFromFuture",
	},
	{
		name: "the witness flips a bit", root: 1,
		peers:    []place{chain, liar(flippedSignature(only(head)))},
		cometbft: verified, ours: verified,
	},
	{
		name: "the witness has another header", root: 1,
		peers:    []place{chain, liar(anotherHeader(only(head)))},
		cometbft: unknown, ours: unknown,
		says: "CommitHashMismatch",
	},
	{
		name: "one of two witnesses has another header", root: 1,
		peers:    []place{chain, again, liar(anotherHeader(only(head)))},
		cometbft: verified, ours: verified,
		says: "CommitHashMismatch",
	},
}
