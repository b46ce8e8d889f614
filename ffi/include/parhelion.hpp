/*
 * The functions of parhelion.h for C++17: spans for arrays, a result for a code with outputs, an owner
 * for the verifier. What each function checks, in which order, and what its arguments are, says
 * parhelion.h; the names are the same without `parhelion_`. Those of "In a signer" are called as in
 * C.
 *
 * Nothing here throws, allocates, or decides. It compiles with -fno-exceptions and -fno-rtti, and adds
 * no code of its own to the library. A span that is empty is passed on as an array without elements.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
#ifndef PARHELION_HPP
#define PARHELION_HPP

#include "parhelion.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#if __cplusplus >= 202002L
#include <span>
#endif

namespace parhelion {

/* ---- Values ---- */

#if defined(__cpp_lib_span)
template <class T> using span = std::span<T>;
#else
/* As much of std::span as is needed here. */
template <class T> class span {
public:
    constexpr span() noexcept = default;
    constexpr span(T *data, std::size_t size) noexcept : data_(data), size_(size) {}
    template <std::size_t N> constexpr span(T (&array)[N]) noexcept : data_(array), size_(N) {}
    /* Whatever has data() and size(): std::vector, std::array, std::string_view, another span. */
    template <class C, class = std::enable_if_t<std::is_convertible_v<
                           std::remove_pointer_t<decltype(std::declval<C &>().data())> (*)[],
                           T (*)[]>>>
    constexpr span(C &&from) noexcept : data_(from.data()), size_(from.size()) {}

    constexpr T *data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr T *begin() const noexcept { return data_; }
    constexpr T *end() const noexcept { return data_ + size_; }
    constexpr T &operator[](std::size_t at) const noexcept { return data_[at]; }
    constexpr span first(std::size_t size) const noexcept { return {data_, size}; }

private:
    T *data_ = nullptr;
    std::size_t size_ = 0;
};
#endif

using bytes = span<const std::uint8_t>;
using hash_bytes = std::array<std::uint8_t, 32>;

/* The structs of C, without `struct_size` to think of. */
using trusted_state = parhelion_trusted_state;
using header_info = parhelion_header_info;
using tally = parhelion_tally;
using entry = parhelion_entry;
using fault_proof = parhelion_fault_proof;
using signer = parhelion_signer;
using answer = parhelion_answer;
using consensus_state = parhelion_consensus_state;
using member = parhelion_member;
using attested = parhelion_attested;
/* One of several messages. */
using message_bytes = parhelion_bytes;

struct options : parhelion_options {
    options() noexcept : parhelion_options PARHELION_OPTIONS_INIT {}
};

/* A time: the floor of the seconds since 1970, and the nanoseconds after that. */
struct time {
    std::int64_t seconds = 0;
    std::uint32_t nanos = 0;

    constexpr time(std::int64_t seconds_, std::uint32_t nanos_) noexcept
        : seconds(seconds_), nanos(nanos_) {}
    /* What a clock says: parhelion::time(std::chrono::system_clock::now()). */
    template <class D>
    explicit constexpr time(std::chrono::time_point<std::chrono::system_clock, D> point) noexcept {
        const auto whole = std::chrono::floor<std::chrono::seconds>(point);
        const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(point - whole);
        seconds = static_cast<std::int64_t>(whole.time_since_epoch().count());
        nanos = static_cast<std::uint32_t>(rest.count());
    }
};

enum class error_class : std::int32_t {
    ok = PARHELION_CLASS_OK,
    malformed = PARHELION_CLASS_MALFORMED,
    expired = PARHELION_CLASS_EXPIRED,
    not_enough_trust = PARHELION_CLASS_NOT_ENOUGH_TRUST,
    invalid = PARHELION_CLASS_INVALID,
    unsupported = PARHELION_CLASS_UNSUPPORTED,
    fault = PARHELION_CLASS_FAULT
};

enum class rule : std::int32_t {
    full = PARHELION_RULE_FULL,
    light = PARHELION_RULE_LIGHT,
    light_all = PARHELION_RULE_LIGHT_ALL,
    trusting = PARHELION_RULE_TRUSTING,
    trusting_all = PARHELION_RULE_TRUSTING_ALL
};

enum class message : std::int32_t {
    header = PARHELION_MESSAGE_HEADER,
    commit = PARHELION_MESSAGE_COMMIT,
    vote = PARHELION_MESSAGE_VOTE,
    validator_set = PARHELION_MESSAGE_VALIDATOR_SET,
    signed_header = PARHELION_MESSAGE_SIGNED_HEADER,
    light_block = PARHELION_MESSAGE_LIGHT_BLOCK,
    duplicate_vote = PARHELION_MESSAGE_DUPLICATE_VOTE,
    light_client_attack = PARHELION_MESSAGE_LIGHT_CLIENT_ATTACK,
    evidence_list = PARHELION_MESSAGE_EVIDENCE_LIST
};

/* A code that is not PARHELION_OK, with its numbers. */
class error {
public:
    explicit error(const parhelion_detail &why) noexcept : why_(why) {}

    parhelion_code code() const noexcept { return why_.code; }
    error_class kind() const noexcept { return static_cast<error_class>(why_.error_class); }
    /* "NotEnoughTrust". */
    const char *name() const noexcept { return parhelion_code_name(why_.code); }
    /* One sentence. */
    const char *text() const noexcept { return parhelion_code_text(why_.code); }
    std::optional<std::uint32_t> index() const noexcept { return known(why_.index); }
    std::optional<std::uint32_t> offset() const noexcept { return known(why_.offset); }
    /* The numbers that the comment of the code names. */
    std::uint64_t a() const noexcept { return why_.a; }
    std::uint64_t b() const noexcept { return why_.b; }
    std::uint64_t c() const noexcept { return why_.c; }

private:
    static std::optional<std::uint32_t> known(std::uint32_t number) noexcept {
        return number == PARHELION_NONE ? std::nullopt : std::optional<std::uint32_t>(number);
    }

    parhelion_detail why_;
};

/* A value, or why there is none. Ask which before either is taken: the value of an error is blank, and
 * the error of a value has the code PARHELION_OK. */
template <class T> class [[nodiscard]] result {
public:
    result(const T &value, const parhelion_detail &why) noexcept : value_(value), error_(why) {}

    explicit operator bool() const noexcept { return error_.code() == PARHELION_OK; }
    const T &operator*() const noexcept { return value_; }
    const T *operator->() const noexcept { return &value_; }
    const parhelion::error &error() const noexcept { return error_; }

private:
    T value_;
    parhelion::error error_;
};

/* What there is where a check has no other outcome. */
struct checked {};

/* Remembers keys, and makes verification faster. For one thread at a time. */
class verifier {
public:
    /* Of no use, as operator bool says, where there are more than a million keys. */
    explicit verifier(std::size_t keys = 0) noexcept : made_(parhelion_verifier_new(keys)) {}
    explicit operator bool() const noexcept { return made_ != nullptr; }
    parhelion_verifier *get() const noexcept { return made_.get(); }

private:
    struct free {
        void operator()(parhelion_verifier *made) const noexcept { parhelion_verifier_free(made); }
    };
    std::unique_ptr<parhelion_verifier, free> made_;
};

/* What a call may be lent to be faster: a verifier, or else memory for looking validators up. */
struct lent {
    parhelion_verifier *verifier = nullptr;
    span<std::uint32_t> scratch = {};

    lent() noexcept = default;
    lent(parhelion::verifier &made) noexcept : verifier(made.get()) {}
    lent(span<std::uint32_t> words) noexcept : scratch(words) {}
};

namespace detail {

inline constexpr std::uint8_t nothing = 0;

/* C wants a pointer also to no bytes, where bytes have to be given. */
inline const std::uint8_t *at(bytes from) noexcept {
    return from.data() == nullptr ? &nothing : from.data();
}
inline const std::uint8_t *at(std::string_view from) noexcept {
    return from.data() == nullptr ? &nothing
                                  : reinterpret_cast<const std::uint8_t *>(from.data());
}

/* Calls with an output and a place for the error; what the code is, the error says too. */
template <class T, class F> result<T> call(T blank, F function) noexcept {
    parhelion_detail why = PARHELION_DETAIL_INIT;
    why.code = function(blank, &why);
    return {blank, why};
}

/* Asks a call that has no room to write to how much it needs. */
template <class F> result<std::size_t> ask(F function) noexcept {
    std::size_t len = 0;
    parhelion_detail why = PARHELION_DETAIL_INIT;
    why.code = function(&len, &why);
    if (why.code == PARHELION_ARGUMENT && len > 0) {
        why = PARHELION_DETAIL_INIT;
    }
    return {len, why};
}

} // namespace detail

/* ---- What is trusted ---- */

inline result<trusted_state> trust_on_faith(bytes block, const hash_bytes &hash) noexcept {
    return detail::call(trusted_state{}, [&](trusted_state &next, parhelion_detail *why) {
        return parhelion_trust_on_faith(detail::at(block), block.size(), hash.data(), &next, why);
    });
}

inline result<header_info> trusted_state_info(const trusted_state &state) noexcept {
    const header_info blank = PARHELION_HEADER_INFO_INIT;
    return detail::call(blank, [&](header_info &info, parhelion_detail *why) {
        return parhelion_trusted_state_info(&state, &info, why);
    });
}

inline result<trusted_state> trusted_state_from_client(bytes client_state, std::uint64_t revision,
                                                       std::uint64_t height,
                                                       bytes of_height) noexcept {
    return detail::call(trusted_state{}, [&](trusted_state &next, parhelion_detail *why) {
        return parhelion_trusted_state_from_client(
            detail::at(client_state), client_state.size(), revision, height,
            detail::at(of_height), of_height.size(), &next, why);
    });
}

/* ---- Light verification ---- */

/* `trusted_validators` may be empty for the height that follows directly. */
inline result<trusted_state> verify(const trusted_state &state, bytes trusted_validators,
                                    bytes block, const options &options, time now,
                                    lent memory = {}) noexcept {
    return detail::call(trusted_state{}, [&](trusted_state &next, parhelion_detail *why) {
        return parhelion_verify(&state, trusted_validators.data(), trusted_validators.size(),
                                detail::at(block), block.size(), &options, now.seconds, now.nanos,
                                memory.verifier, memory.scratch.data(), memory.scratch.size(),
                                &next, why);
    });
}

inline result<trusted_state> verify_backwards(const trusted_state &state,
                                              bytes signed_header) noexcept {
    return detail::call(trusted_state{}, [&](trusted_state &next, parhelion_detail *why) {
        return parhelion_verify_backwards(&state, detail::at(signed_header), signed_header.size(),
                                          &next, why);
    });
}

/* How far a window was verified. */
struct window {
    /* That of the last block that was verified; the one before the window where there is none. */
    trusted_state state;
    std::size_t verified;
    /* Why the block after that was not. */
    std::optional<error> stopped;
};

inline window verify_window(const trusted_state &state, span<const message_bytes> blocks,
                            const options &options, time now, verifier &verifier) noexcept {
    window found = {state, 0, std::nullopt};
    parhelion_detail why = PARHELION_DETAIL_INIT;
    const parhelion_code code =
        parhelion_verify_window(&state, blocks.data(), blocks.size(), &options, now.seconds,
                                now.nanos, verifier.get(), &found.state, &found.verified, &why);
    if (code != PARHELION_OK) {
        found.stopped = error(why);
    }
    return found;
}

/* ---- Commits ---- */

inline result<tally> commit_verify(std::string_view chain_id, bytes validators, bytes block_id,
                                   std::int64_t height, bytes commit, rule rule,
                                   verifier *verifier = nullptr) noexcept {
    const tally blank = PARHELION_TALLY_INIT;
    return detail::call(blank, [&](tally &counted, parhelion_detail *why) {
        return parhelion_commit_verify(
            detail::at(chain_id), chain_id.size(), detail::at(validators), validators.size(),
            detail::at(block_id), block_id.size(), height, detail::at(commit), commit.size(),
            static_cast<std::int32_t>(rule), verifier == nullptr ? nullptr : verifier->get(),
            &counted, why);
    });
}

inline result<tally> commit_verify_trusting(std::string_view chain_id, bytes validators,
                                            bytes commit, std::uint64_t trust_numerator,
                                            std::uint64_t trust_denominator, rule rule,
                                            lent memory = {}) noexcept {
    const tally blank = PARHELION_TALLY_INIT;
    return detail::call(blank, [&](tally &counted, parhelion_detail *why) {
        return parhelion_commit_verify_trusting(
            detail::at(chain_id), chain_id.size(), detail::at(validators), validators.size(),
            detail::at(commit), commit.size(), trust_numerator, trust_denominator,
            static_cast<std::int32_t>(rule), memory.verifier, memory.scratch.data(),
            memory.scratch.size(), &counted, why);
    });
}

/* The part of `room` that was written to: one entry for each of the commit. */
inline result<span<entry>> commit_examine(std::string_view chain_id, bytes validators,
                                          bytes commit, span<entry> room) noexcept {
    return detail::call(span<entry>{}, [&](span<entry> &found, parhelion_detail *why) {
        std::size_t len = 0;
        const parhelion_code code = parhelion_commit_examine(
            detail::at(chain_id), chain_id.size(), detail::at(validators), validators.size(),
            detail::at(commit), commit.size(), room.data(), room.size(), &len, why);
        found = room.first(code == PARHELION_OK ? len : 0);
        return code;
    });
}

/* How many entries commit_examine() needs room for. */
inline result<std::size_t> commit_examine_len(std::string_view chain_id, bytes validators,
                                              bytes commit) noexcept {
    return detail::ask([&](std::size_t *len, parhelion_detail *why) {
        return parhelion_commit_examine(detail::at(chain_id), chain_id.size(),
                                        detail::at(validators), validators.size(),
                                        detail::at(commit), commit.size(), nullptr, 0, len, why);
    });
}

/* ---- Evidence ---- */

inline result<fault_proof> duplicate_vote_verify(std::string_view chain_id, bytes validators,
                                                 bytes evidence) noexcept {
    const fault_proof blank = PARHELION_FAULT_PROOF_INIT;
    return detail::call(blank, [&](fault_proof &proof, parhelion_detail *why) {
        return parhelion_duplicate_vote_verify(
            detail::at(chain_id), chain_id.size(), detail::at(validators), validators.size(),
            detail::at(evidence), evidence.size(), &proof, why);
    });
}

inline result<fault_proof> duplicate_vote_verify_by_key(std::string_view chain_id,
                                                        bytes public_key,
                                                        bytes evidence) noexcept {
    const fault_proof blank = PARHELION_FAULT_PROOF_INIT;
    return detail::call(blank, [&](fault_proof &proof, parhelion_detail *why) {
        return parhelion_duplicate_vote_verify_by_key(
            detail::at(chain_id), chain_id.size(), detail::at(public_key), public_key.size(),
            detail::at(evidence), evidence.size(), &proof, why);
    });
}

/* Who is guilty, in the memory that was lent, and of what: PARHELION_ATTACK_... of an attack on light
 * clients, PARHELION_MISBEHAVIOUR_... of a client's misbehaviour. */
struct guilty {
    span<signer> signers;
    std::int32_t kind = 0;
};

inline result<guilty> light_client_attack_verify(bytes common, bytes common_validators,
                                                 bytes trusted, bytes evidence,
                                                 span<signer> room, lent memory = {}) noexcept {
    return detail::call(guilty{}, [&](guilty &found, parhelion_detail *why) {
        std::size_t len = 0;
        const parhelion_code code = parhelion_light_client_attack_verify(
            detail::at(common), common.size(), detail::at(common_validators),
            common_validators.size(), detail::at(trusted), trusted.size(), detail::at(evidence),
            evidence.size(), memory.verifier, memory.scratch.data(), memory.scratch.size(),
            room.data(), room.size(), &len, &found.kind, why);
        found.signers = room.first(code == PARHELION_OK ? len : 0);
        return code;
    });
}

inline result<guilty> misbehaviour_verify(bytes misbehaviour, span<signer> room,
                                          span<std::uint32_t> scratch = {}) noexcept {
    return detail::call(guilty{}, [&](guilty &found, parhelion_detail *why) {
        std::size_t len = 0;
        const parhelion_code code = parhelion_misbehaviour_verify(
            detail::at(misbehaviour), misbehaviour.size(), scratch.data(), scratch.size(),
            room.data(), room.size(), &len, &found.kind, why);
        found.signers = room.first(code == PARHELION_OK ? len : 0);
        return code;
    });
}

/* ---- Proofs of state ---- */

/* The height of the state that holds the value. */
inline result<std::uint64_t> membership(const trusted_state &state, std::string_view store,
                                        bytes key, bytes value, bytes proof) noexcept {
    return detail::call(std::uint64_t{0}, [&](std::uint64_t &height, parhelion_detail *why) {
        return parhelion_membership(&state, detail::at(store), store.size(), detail::at(key),
                                    key.size(), detail::at(value), value.size(),
                                    detail::at(proof), proof.size(), &height, why);
    });
}

/* The height of the state that holds nothing under the key. */
inline result<std::uint64_t> absence(const trusted_state &state, std::string_view store, bytes key,
                                     bytes proof) noexcept {
    return detail::call(std::uint64_t{0}, [&](std::uint64_t &height, parhelion_detail *why) {
        return parhelion_absence(&state, detail::at(store), store.size(), detail::at(key),
                                 key.size(), detail::at(proof), proof.size(), &height, why);
    });
}

inline result<checked> membership_under_root(bytes root, std::string_view store, bytes key,
                                             bytes value, bytes proof) noexcept {
    return detail::call(checked{}, [&](checked &, parhelion_detail *why) {
        return parhelion_membership_under_root(
            detail::at(root), root.size(), detail::at(store), store.size(), detail::at(key),
            key.size(), detail::at(value), value.size(), detail::at(proof), proof.size(), why);
    });
}

inline result<checked> absence_under_root(bytes root, std::string_view store, bytes key,
                                          bytes proof) noexcept {
    return detail::call(checked{}, [&](checked &, parhelion_detail *why) {
        return parhelion_absence_under_root(detail::at(root), root.size(), detail::at(store),
                                            store.size(), detail::at(key), key.size(),
                                            detail::at(proof), proof.size(), why);
    });
}

/* ---- Clients on chains ---- */

/* PARHELION_OUTCOME_... */
inline result<std::int32_t> client_message(bytes client_state, span<const consensus_state> states,
                                           bytes message, time now,
                                           span<std::uint32_t> scratch = {}) noexcept {
    return detail::call(std::int32_t{0}, [&](std::int32_t &outcome, parhelion_detail *why) {
        return parhelion_client_message(detail::at(client_state), client_state.size(),
                                        states.data(), states.size(), detail::at(message),
                                        message.size(), now.seconds, now.nanos, scratch.data(),
                                        scratch.size(), &outcome, why);
    });
}

/* ---- Consumer chains ---- */

inline result<attested> attest(const trusted_state &provider, std::string_view release,
                               std::uint64_t consumer_id, span<const answer> answers,
                               span<member> room) noexcept {
    const attested blank = PARHELION_ATTESTED_INIT;
    return detail::call(blank, [&](attested &set, parhelion_detail *why) {
        return parhelion_attest(&provider, detail::at(release), release.size(), consumer_id,
                                answers.data(), answers.size(), room.data(), room.size(), &set,
                                why);
    });
}

/* A block of a consumer that is verified, and the set by which it is. */
struct consumer_header {
    trusted_state state;
    attested set;
};

inline result<consumer_header> verify_consumer_header(
    const trusted_state &provider, std::string_view release, std::uint64_t consumer_id,
    span<const answer> answers, bytes block, const options &options, time now, span<member> room,
    verifier *verifier = nullptr) noexcept {
    const consumer_header blank = {{}, PARHELION_ATTESTED_INIT};
    return detail::call(blank, [&](consumer_header &found, parhelion_detail *why) {
        return parhelion_verify_consumer_header(
            &provider, detail::at(release), release.size(), consumer_id, answers.data(),
            answers.size(), detail::at(block), block.size(), &options, now.seconds, now.nanos,
            verifier == nullptr ? nullptr : verifier->get(), room.data(), room.size(),
            &found.state, &found.set, why);
    });
}

/* The set after: its hash, and its members in the memory that was lent. */
struct changed_set {
    hash_bytes hash = {};
    span<member> members;
};

/* The first `len` of `room` are the members before. */
inline result<changed_set> valset_change(span<member> room, std::size_t len,
                                         span<const message_bytes> packets) noexcept {
    return detail::call(changed_set{}, [&](changed_set &after, parhelion_detail *why) {
        const parhelion_code code =
            parhelion_valset_change(room.data(), &len, room.size(), packets.data(),
                                    packets.size(), after.hash.data(), why);
        after.members = room.first(code == PARHELION_OK ? len : 0);
        return code;
    });
}

/* ---- Single messages ---- */

/* `chain_id` may be empty; only signed headers and light blocks are of a chain. */
inline result<checked> check(message message, std::string_view chain_id, bytes from) noexcept {
    return detail::call(checked{}, [&](checked &, parhelion_detail *why) {
        return parhelion_check(static_cast<std::int32_t>(message),
                               chain_id.empty() ? nullptr : detail::at(chain_id), chain_id.size(),
                               detail::at(from), from.size(), why);
    });
}

inline result<hash_bytes> hash(message message, bytes from) noexcept {
    return detail::call(hash_bytes{}, [&](hash_bytes &found, parhelion_detail *why) {
        return parhelion_hash(static_cast<std::int32_t>(message), detail::at(from), from.size(),
                              found.data(), why);
    });
}

/* ---- Answers of nodes ---- */

/* The part of `room` that was written to. */
inline result<bytes> light_block_from_json(std::string_view commit,
                                           span<const message_bytes> validators,
                                           span<std::uint8_t> room) noexcept {
    return detail::call(bytes{}, [&](bytes &block, parhelion_detail *why) {
        std::size_t len = 0;
        const parhelion_code code = parhelion_light_block_from_json(
            detail::at(commit), commit.size(), validators.data(), validators.size(), room.data(),
            room.size(), &len, why);
        block = bytes(room.data(), code == PARHELION_OK ? len : 0);
        return code;
    });
}

/* How many bytes light_block_from_json() needs room for. */
inline result<std::size_t> light_block_from_json_len(
    std::string_view commit, span<const message_bytes> validators) noexcept {
    return detail::ask([&](std::size_t *len, parhelion_detail *why) {
        return parhelion_light_block_from_json(detail::at(commit), commit.size(),
                                               validators.data(), validators.size(), nullptr, 0,
                                               len, why);
    });
}

/* ---- The library ---- */

/* Words of memory to lend for a set. */
inline std::size_t scratch_size(bytes validators) noexcept {
    return parhelion_scratch_size(detail::at(validators), validators.size());
}
inline const char *version() noexcept { return parhelion_version(); }
inline std::uint32_t abi_version() noexcept { return parhelion_abi_version(); }

} // namespace parhelion

#endif /* PARHELION_HPP */
