// How OrgTree finds keys in its sharded maps, and the key of its suggestions.
#pragma once

#include <string>
#include <string_view>

#include "proto/base/strings.h"
#include "services/domain/copy_on_write.h"

namespace hemoledger {

// The value of `key`; nullptr: none. Hashes once.
template <typename Value>
const Value* FindInShards(const CowMap<StringMap<Value>>& map, std::string_view key) {
  const size_t hash = StringHash{}(key);
  const StringMap<Value>* shard = map.Shard(hash);
  if (shard == nullptr) return nullptr;
  // Only the non-const find takes a hash that was made already; it changes nothing.
  auto& mutable_shard = const_cast<StringMap<Value>&>(*shard);
  const auto found = mutable_shard.find(key, hash);
  return found == mutable_shard.end() ? nullptr : &found->second;
}

// A FindInShards of `key` comes soon.
template <typename Value>
void PrefetchInShards(const CowMap<StringMap<Value>>& map, std::string_view key) {
  const StringMap<Value>* shard = map.Shard(StringHash{}(key));
  if (shard != nullptr) shard->prefetch(key);
}

namespace internal {

// LooseKey of a name, and đ as d: a keyboard without Vietnamese gives neither marks nor đ. It only
// suggests.
std::string SuggestionKey(std::string_view name);

}  // namespace internal
}  // namespace hemoledger
