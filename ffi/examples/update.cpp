/* Trusts a first block by its hash, and verifies the block that follows it: update.c in C++.
 *
 *     update_cpp HASH FIRST.pb NEXT.pb [SECONDS]
 *
 * HASH is that of the header of FIRST: take it from where you would take a public key from. The time is
 * that of the system's clock, unless SECONDS since 1970 are given. Exit status: 0 verified, 1 refused,
 * 64 the call, 65 a file.
 */
#include "parhelion.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

namespace {

std::vector<std::uint8_t> read(const char *path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int digit(char letter)
{
    const std::size_t found = std::string_view("0123456789abcdef0123456789ABCDEF").find(letter);
    return found == std::string_view::npos ? -1 : static_cast<int>(found % 16);
}

bool read_hash(std::string_view text, parhelion::hash_bytes &hash)
{
    if (text.size() != 2 * hash.size()) {
        return false;
    }
    for (std::size_t at = 0; at < hash.size(); at += 1) {
        const int high = digit(text[2 * at]), low = digit(text[2 * at + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        hash[at] = static_cast<std::uint8_t>(16 * high + low);
    }
    return true;
}

int refuse(const parhelion::error &why)
{
    std::fprintf(stderr, "%d %s: %s\n", why.code(), why.name(), why.text());
    if (const auto index = why.index()) {
        std::fprintf(stderr, "  entry %u\n", *index);
    }
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    parhelion::hash_bytes hash;
    if (argc < 4 || argc > 5 || !read_hash(argv[1], hash)) {
        std::fputs("update_cpp HASH FIRST.pb NEXT.pb [SECONDS]\n", stderr);
        return 64;
    }
    const auto first = read(argv[2]), block = read(argv[3]);
    if (first.empty() || block.empty()) {
        std::fputs("a file cannot be read\n", stderr);
        return 65;
    }

    const auto trusted = parhelion::trust_on_faith(first, hash);
    if (!trusted) {
        return refuse(trusted.error());
    }
    parhelion::verifier verifier;
    const parhelion::time now = argc == 5
        ? parhelion::time(std::strtoll(argv[4], nullptr, 10), 0)
        : parhelion::time(std::chrono::system_clock::now());
    const auto next = parhelion::verify(*trusted, {}, block, parhelion::options(), now, verifier);
    if (!next) {
        return refuse(next.error());
    }
    // next->bytes is what a program stores, and goes on from the next time.
    const auto info = parhelion::trusted_state_info(*next);
    std::printf("verified: %s, height %llu\n", info->chain_id,
                static_cast<unsigned long long>(info->height));
    return 0;
}
