// SPDX-License-Identifier: Apache-2.0
// ledger/disk.hpp — the few things the log asks of a disk, each a function that a test may replace.
//
// Why a seam      Sealing must survive a power cut between any two of these calls, and an error from each of them. Both
//                 can only be shown where every call passes through one place.
// Errors          not_found: read, list and remove of what is not there.  unavailable: the disk said no. After a failed
//                 sync nothing is known about the file: the caller ends the process and replays, it never tries again.
// Threads         the functions of real_disk: any.
// Source          "Can applications recover from fsync failures?", ATC 2020: pages count as clean after a failed sync.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace redress::ledger {

struct Disk {
  std::function<Result<Bytes>(const std::string& path)> read;
  // Creates or replaces the file's content. Not durable, and a power cut may leave any part of it.
  std::function<Status(const std::string& path, ByteView bytes)> write;
  // The content of a file, durable when this returns.
  std::function<Status(const std::string& path)> sync;
  // Replaces `to` at once; durable only after sync_folder of the folder it stands in.
  std::function<Status(const std::string& from, const std::string& to)> rename;
  std::function<Status(const std::string& path)> remove;       // a file or an empty folder
  std::function<Status(const std::string& path)> make_folder;  // done when it is there already
  std::function<Status(const std::string& path)> sync_folder;
  // Everything on the file system of this folder, content and names: one sync where hundreds would be needed.
  std::function<Status(const std::string& folder)> sync_all;
  std::function<Result<std::vector<std::string>>(const std::string& folder)> list;  // names, sorted
};

[[nodiscard]] Disk real_disk();

}  // namespace redress::ledger
