/* Every function of parhelion.hpp: where examples/data has what it verifies, that it does; and else, that
 * the error is the one that C gives for nothing at all.
 *
 *     every FOLDER HASH STATE_HASH SECONDS
 *
 * FOLDER is examples/data; the hashes are those of block-1.pb and of state-block.pb.
 */
#include "parhelion.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace ph = parhelion;

namespace {

int failures = 0;

void expect(bool fact, const char *what, int line)
{
    if (!fact) {
        std::printf("line %d: not so: %s\n", line, what);
        failures += 1;
    }
}

#define CHECK(fact) expect(static_cast<bool>(fact), #fact, __LINE__)

std::vector<std::uint8_t> read(const char *folder, const char *name)
{
    const std::string path = std::string(folder) + "/" + name;
    std::vector<std::uint8_t> read(1 << 20);
    std::FILE *file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) {
        std::printf("%s cannot be read\n", path.c_str());
        std::exit(65);
    }
    read.resize(std::fread(read.data(), 1, read.size(), file));
    std::fclose(file);
    return read;
}

ph::hash_bytes hash_of(const char *text)
{
    ph::hash_bytes hash = {};
    for (std::size_t at = 0; at < hash.size(); at += 1) {
        const std::string byte(text + 2 * at, 2);
        hash[at] = static_cast<std::uint8_t>(std::strtoul(byte.c_str(), nullptr, 16));
    }
    return hash;
}

/* A part of a message: the bytes of the field of this number. */
ph::bytes part(ph::bytes from, std::uint64_t wanted)
{
    std::size_t at = 0;
    const auto varint = [&] {
        std::uint64_t number = 0;
        for (unsigned shift = 0; at < from.size(); shift += 7) {
            const std::uint8_t byte = from[at];
            at += 1;
            number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) {
                break;
            }
        }
        return number;
    };
    while (at < from.size()) {
        const std::uint64_t tag = varint(), number = varint();
        if ((tag & 7) != 2) {
            continue;
        }
        if (tag >> 3 == wanted) {
            return ph::bytes(from.data() + at, static_cast<std::size_t>(number));
        }
        at += static_cast<std::size_t>(number);
    }
    return {};
}

struct data {
    std::vector<std::uint8_t> first, next, validators;
    ph::trusted_state state;
    ph::time now;
};

data light(const char *folder, const ph::hash_bytes &hash, ph::time now)
{
    data d = {read(folder, "block-1.pb"), read(folder, "block-2.pb"),
              read(folder, "validators-1.pb"), {}, now};
    const auto trusted = ph::trust_on_faith(d.first, hash);
    CHECK(trusted && trusted.error().code() == PARHELION_OK);
    d.state = *trusted;
    const auto other = ph::trust_on_faith(d.next, hash);
    CHECK(!other && other.error().code() == PARHELION_TRUSTED_HASH_MISMATCH);
    CHECK(other.error().kind() == ph::error_class::invalid);
    CHECK(std::strcmp(other.error().name(), "TrustedHashMismatch") == 0);
    CHECK(other.error().text()[0] != 0);

    const auto info = ph::trusted_state_info(d.state);
    CHECK(info && info->height == 1 && std::memcmp(info->header_hash, hash.data(), 32) == 0);
    CHECK(ph::trusted_state_info(ph::trusted_state{}).error().code() == PARHELION_STATE_VERSION);
    CHECK(!ph::trusted_state_from_client({}, 1, 1, {}));

    ph::verifier verifier;
    CHECK(verifier);
    std::vector<std::uint32_t> words(ph::scratch_size(d.validators));
    CHECK(!words.empty());
    const ph::options options;
    const auto one = ph::verify(d.state, {}, d.next, options, now, verifier);
    const auto two = ph::verify(d.state, d.validators, d.next, options, now,
                                ph::span<std::uint32_t>(words));
    CHECK(one && two && std::memcmp(one->bytes, two->bytes, sizeof one->bytes) == 0);
    const auto cut = ph::verify(d.state, {}, ph::bytes(d.next.data(), 9), options, now);
    CHECK(cut.error().kind() == ph::error_class::malformed && cut.error().offset().has_value());
    CHECK(!cut.error().index().has_value());
    const auto late = ph::verify(d.state, {}, d.next, options, ph::time(now.seconds * 2, 0));
    CHECK(late.error().kind() == ph::error_class::expired && late.error().a() > 0);

    const auto before = ph::verify_backwards(*one, part(d.first, 1));
    CHECK(before && ph::trusted_state_info(*before)->height == 1);
    const ph::message_bytes blocks[] = {{d.next.data(), d.next.size()},
                                        {d.first.data(), d.first.size()}};
    const ph::window window = ph::verify_window(d.state, blocks, options, now, verifier);
    CHECK(window.verified == 1 && window.stopped.has_value());
    CHECK(std::memcmp(window.state.bytes, one->bytes, sizeof one->bytes) == 0);
    return d;
}

void commits(const data &d)
{
    const auto chain = ph::trusted_state_info(d.state);
    const ph::bytes signed_header = part(d.first, 1), set = part(d.first, 2);
    const ph::bytes header = part(signed_header, 1), commit = part(signed_header, 2);
    ph::verifier verifier;

    const auto counted = ph::commit_verify(chain->chain_id, set, part(commit, 3), 1, commit,
                                           ph::rule::full, &verifier);
    CHECK(counted && counted->tallied > counted->needed && counted->total >= counted->tallied);
    const auto other = ph::commit_verify(chain->chain_id, set, part(commit, 3), 2, commit,
                                         ph::rule::light);
    CHECK(other.error().code() == PARHELION_COMMIT_HEIGHT && other.error().a() == 2);
    CHECK(ph::commit_verify_trusting(chain->chain_id, set, commit, 1, 3, ph::rule::trusting,
                                     verifier));

    const auto len = ph::commit_examine_len(chain->chain_id, set, commit);
    CHECK(len && *len > 0);
    std::vector<ph::entry> room(*len + 3);
    const auto entries = ph::commit_examine(chain->chain_id, set, commit, room);
    CHECK(entries && entries->size() == *len);
    CHECK((*entries)[0].status == PARHELION_ENTRY_SIGNED);
    CHECK(ph::commit_examine(chain->chain_id, set, commit, {}).error().code()
          == PARHELION_ARGUMENT);
    CHECK(!ph::commit_examine_len(chain->chain_id, {}, commit));

    CHECK(ph::check(ph::message::light_block, chain->chain_id, d.first));
    CHECK(ph::check(ph::message::commit, {}, commit));
    CHECK(!ph::check(ph::message::signed_header, "another", signed_header));
    const auto hash = ph::hash(ph::message::header, header);
    CHECK(hash && std::memcmp(hash->data(), chain->header_hash, hash->size()) == 0);
    CHECK(ph::hash(ph::message::vote, {}).error().code() == PARHELION_ARGUMENT);
}

void evidence(const char *folder)
{
    const auto set = read(folder, "double-vote-validators.pb");
    const auto votes = read(folder, "double-vote.pb");
    const auto proof = ph::duplicate_vote_verify("recorded-double-votes", set, votes);
    CHECK(proof && proof->fault == PARHELION_FAULT_DOUBLE_VOTE && proof->height > 0);
    /* The key of the first validator of the set; the double vote is another's, or its. */
    const ph::bytes key = part(part(set, 1), 2);
    const auto by_key = ph::duplicate_vote_verify_by_key("recorded-double-votes", key, votes);
    CHECK(by_key || by_key.error().code() == PARHELION_VOTER_KEY_MISMATCH);

    CHECK(!ph::light_client_attack_verify({}, {}, {}, {}, {}));
    CHECK(!ph::misbehaviour_verify({}, {}));
}

void proofs(const char *folder, const ph::hash_bytes &hash)
{
    const auto state = ph::trust_on_faith(read(folder, "state-block.pb"), hash);
    const auto key = read(folder, "state-key.bin"), value = read(folder, "state-value.bin");
    const auto proof = read(folder, "state-proof.pb");
    CHECK(state);
    const auto info = ph::trusted_state_info(*state);
    const auto height = ph::membership(*state, "staking", key, value, proof);
    CHECK(height && *height + 1 == info->height);
    const ph::bytes root(info->app_hash, info->app_hash_len);
    CHECK(ph::membership_under_root(root, "staking", key, value, proof));
    CHECK(ph::membership(*state, "staking", key, {}, proof).error().code()
          == PARHELION_VALUE_MISMATCH);
    CHECK(ph::absence(*state, "staking", key, proof).error().code()
          == PARHELION_NON_EXISTENCE_EXPECTED);
    CHECK(ph::absence_under_root(root, "staking", key, proof).error().code()
          == PARHELION_NON_EXISTENCE_EXPECTED);
}

void others(const data &d)
{
    ph::member room[2] = {};
    const ph::options options;
    CHECK(!ph::client_message({}, {}, {}, d.now));
    CHECK(ph::attest(d.state, "v7.0.1", 1, {}, room).error().code() == PARHELION_ARGUMENT);
    CHECK(!ph::verify_consumer_header(d.state, "v7.0.1", 1, {}, d.next, options, d.now, room));
    room[0].power = 7;
    const auto same = ph::valset_change(room, 1, {});
    CHECK(same && same->members.size() == 1 && same->members[0].power == 7);
    CHECK(same->hash != ph::hash_bytes{});

    std::uint8_t block[8];
    CHECK(ph::light_block_from_json("{}", {}, block).error().code() == PARHELION_UNREADABLE);
    CHECK(!ph::light_block_from_json_len("{}", {}));
    CHECK(std::strcmp(ph::version(), PARHELION_VERSION) == 0);
    CHECK(ph::abi_version() == PARHELION_ABI_VERSION);
    CHECK(!ph::verifier(1000001));
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 5) {
        return 64;
    }
    const data d = light(argv[1], hash_of(argv[2]), ph::time(std::atoll(argv[4]), 0));
    commits(d);
    evidence(argv[1]);
    proofs(argv[1], hash_of(argv[3]));
    others(d);
    return failures == 0 ? 0 : 1;
}
