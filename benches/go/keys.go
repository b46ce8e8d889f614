package main

import (
	"sync"

	"github.com/cometbft/cometbft/crypto/ed25519"
)

// cacheSize is that of the cache of expanded keys in CometBFT's crypto/ed25519.
const cacheSize = 4096

var strangers = sync.OnceValue(func() []ed25519.PubKey {
	keys := make([]ed25519.PubKey, cacheSize)
	for i := range keys {
		keys[i] = ed25519.GenPrivKeyFromSecret([]byte{byte(i), byte(i >> 8)}).PubKey().(ed25519.PubKey)
	}
	return keys
})

// forgetKeys fills CometBFT's cache with the keys of others: there is no way to empty it.
func forgetKeys() error {
	batch := ed25519.NewBatchVerifier()
	for _, key := range strangers() {
		// The key is expanded as it is added; nobody asks about the signature.
		if err := batch.Add(key, nil, make([]byte, ed25519.SignatureSize)); err != nil {
			return err
		}
	}
	return nil
}
