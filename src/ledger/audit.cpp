// SPDX-License-Identifier: Apache-2.0
#include "ledger/audit.hpp"

#include "ledger/entry_codec.hpp"
#include "ledger/log_check.hpp"
#include "ledger/replay.hpp"

namespace redress::ledger {
namespace {

constexpr std::uint64_t progress_every = 4096;

std::string trim(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  return text;
}

class Audit {
 public:
  Audit(const ReadFile& read, const AuditOptions& options) : read_(read), options_(options) {}

  Result<AuditReport> run() {
    TRY_ASSIGN(const std::string note, read_("checkpoint"));
    TRY_ASSIGN(const Note parsed, parse_note(note));
    TRY_ASSIGN(report_.checkpoint, parse_checkpoint(parsed.text));
    if (options_.find_seen) seen_ = options_.find_seen(report_.checkpoint.origin);
    TRY(choose_key());
    if (!is_signed(note)) return finish({});
    look_for_witnesses();
    return walk(note);
  }

 private:
  Status choose_key() {
    if (options_.key) {
      report_.key = *options_.key;
      return Done{};
    }
    if (seen_) {
      report_.key = seen_->key;
      report_.key_origin = KeyOrigin::seen_before;
      return Done{};
    }
    TRY_ASSIGN(const std::string text, read_("vkey"));
    TRY_ASSIGN(report_.key, parse_verifier_key(trim(text)));
    report_.key_origin = KeyOrigin::first_use;
    return Done{};
  }

  bool is_signed(const std::string& note) {
    auto opened = open_checkpoint(note, report_.key);
    if (opened.ok()) {
      report_.signatures = opened.value().verified;
      return true;
    }
    tell("signature", "the checkpoint is not signed by the key that is trusted: " + opened.error().message,
         render_verifier_key(report_.key), "");
    return false;
  }

  // The newest checkpoint may not be witnessed yet; the newest witnessed one stands beside it.
  void look_for_witnesses() {
    if (options_.policy == nullptr || !options_.policy->quorum) return;
    const auto keys = witness_keys(*options_.policy);
    for (const char* name : {"checkpoint", "checkpoint.witnessed"}) {
      const auto note = read_(name);
      if (!note.ok()) continue;
      auto opened = open_checkpoint(note.value(), report_.key, keys);
      if (!opened.ok() || !is_satisfied(*options_.policy, opened.value().verified)) continue;
      witnessed_ = opened.value().checkpoint;
      report_.state = ProofState::witnessed;
      report_.signatures = std::move(opened.value().verified);
      return;
    }
  }

  Result<AuditReport> walk(const std::string& note) {
    const Checkpoint& head = report_.checkpoint;
    report_.seen = SeenCheckpoint{report_.key, head.size, head.root, note};
    if (seen_) report_.seen_size = seen_->size;
    if (seen_ && seen_->size > head.size) {
      tell("history", "the log is smaller than it was", std::to_string(seen_->size) + " entries",
           std::to_string(head.size));
    }
    Replay replay([this](const Digest& digest) { return load_rulebook(digest, read_); });
    const TileReader reader = [this](const TilePath& tile) -> Result<Bytes> {
      TRY_ASSIGN(const std::string bytes, read_(render_tile_path(tile)));
      const ByteView view = view_bytes(bytes);
      return Bytes(view.begin(), view.end());
    };
    const Status checked = check_tiles(
        reader, head.size, head.root,
        [&](std::uint64_t index, ByteView bytes, const Digest& leaf) { return take(replay, index, bytes, leaf); });
    if (!checked.ok() && checked.error().code != Code::corrupt) return checked.error();
    if (!checked.ok()) tell("tiles", checked.error().message, "", "");
    report_.log_holds = checked.ok() && findings_.empty();
    return finish(replay.finish());
  }

  Status take(Replay& replay, std::uint64_t index, ByteView bytes, const Digest& leaf) {
    if (seen_ && index < seen_->size) compare_history(index, leaf, seen_->size, seen_->root, seen_tree_);
    if (witnessed_) compare_history(index, leaf, witnessed_->size, witnessed_->root, witnessed_tree_);
    const auto entry = decode_entry(bytes);
    if (entry.ok()) {
      replay.add(index, entry.value(), leaf);
    } else {
      replay.add_unreadable(index, entry.error());
    }
    if (options_.progress && (index + 1) % progress_every == 0) options_.progress(index + 1, report_.checkpoint.size);
    return Done{};
  }

  // The root that the first entries lead to must be the one that was signed then.
  void compare_history(std::uint64_t index, const Digest& leaf, std::uint64_t size, const Digest& root,
                       CompactTree& tree) {
    if (index >= size) return;
    tree.append_leaf(leaf);
    if (tree.size() != size || tree.root() == root) return;
    tell("history", "the log was rewritten: its first " + std::to_string(size) + " entries are not those signed before",
         render_base64(root), render_base64(tree.root()));
  }

  void tell(std::string rule, std::string what, std::string expected, std::string found) {
    findings_.push_back(Finding{0, "", std::move(rule), std::move(what), std::move(expected), std::move(found)});
  }

  AuditReport finish(ReplayReport replayed) {
    report_.replay = std::move(replayed);
    auto& findings = report_.replay.findings;
    findings.insert(findings.begin(), findings_.begin(), findings_.end());
    report_.replay.finding_count += findings_.size();
    return std::move(report_);
  }

  const ReadFile& read_;
  const AuditOptions& options_;
  AuditReport report_;
  std::optional<SeenCheckpoint> seen_;
  std::optional<Checkpoint> witnessed_;
  CompactTree seen_tree_;
  CompactTree witnessed_tree_;
  std::vector<Finding> findings_;  // of the log itself
};

}  // namespace

std::string_view render(KeyOrigin origin) {
  constexpr std::array<std::string_view, 3> words{"given", "seen_before", "first_use"};
  return words.at(static_cast<std::size_t>(origin));
}

Result<AuditReport> audit_ledger(const ReadFile& read, const AuditOptions& options) {
  return Audit(read, options).run();
}

}  // namespace redress::ledger
