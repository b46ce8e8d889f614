// Package light stands in for CometBFT's light.Verify: the same arguments, the same types of
// errors, verified by parhelion. Whoever tells errors apart as light.Client does sees no difference.
//
// Where CometBFT says yes, this package may say no, never the other way round:
//
//   - The trusted validators have to be those of the trusted header, or those that follow it;
//     CometBFT leaves that to the caller (trusted-next-hash).
//   - A trust level outside [1/3, 1] is refused where headers do not follow one another
//     (trust-level-range); CometBFT asks for it in its client alone.
//   - The untrusted set has to obey its own rules (ValidatorSet.ValidateBasic), a header has to have
//     a hash, also backwards (no-header-hash), a chain id has to be UTF-8 (not-utf8), a set has at
//     most 10,000 validators, and secp256k1 signatures have R and S in range (secp256k1-range).
//   - ML-DSA-65 signatures are not verified: a *parhelion.Error of the class Unsupported, never an
//     ErrInvalidHeader, where such a signature is needed.
//
// The names are those of docs/deliberate-differences.md. Texts of errors are parhelion's. A missing
// header is an error, where CometBFT panics.
//
// All calls share one verifier, which keeps keys between calls, as CometBFT's cache of keys does.
package light
