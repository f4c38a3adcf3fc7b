// SPDX-License-Identifier: Apache-2.0
// store/power_cut_vfs.hpp — test only: a disk in memory for SQLite whose power can fail at any write or sync.
//
// Use this when   showing what survives: until a file is synced its writes are lost or kept one by one, as chance has
// it.
// Errors          after the cut every write and sync fails; `is_full` and `is_read_only` refuse as those disks do.
// Threads         one test, one thread: file locks are no-ops.
// Source          trust requirement R1; creating and deleting a file count as durable at once.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace redress::store::test {

class PowerCutDisk {
 public:
  PowerCutDisk(const char* name, std::uint32_t seed) : random_(seed), name_(name) {
    sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
    vfs_ = *system;
    vfs_.szOsFile = sizeof(Handle);
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.pNext = nullptr;
    vfs_.xOpen = &open;
    vfs_.xDelete = [](sqlite3_vfs* vfs, const char* path, int) {
      disk(vfs).files_.erase(path);
      return SQLITE_OK;
    };
    vfs_.xAccess = [](sqlite3_vfs* vfs, const char* path, int, int* found) {
      *found = disk(vfs).files_.contains(path) ? 1 : 0;
      return SQLITE_OK;
    };
    vfs_.xFullPathname = [](sqlite3_vfs*, const char* path, int size, char* out) {
      sqlite3_snprintf(size, out, "%s", path);
      return SQLITE_OK;
    };
    sqlite3_vfs_register(&vfs_, 0);
  }
  ~PowerCutDisk() { sqlite3_vfs_unregister(&vfs_); }
  PowerCutDisk(const PowerCutDisk&) = delete;
  PowerCutDisk& operator=(const PowerCutDisk&) = delete;

  bool lies = false;  // says "synced" and is not
  bool is_full = false;
  bool is_read_only = false;

  // The power fails at the n-th write or sync from now.
  void cut_after(int operations) { left_ = operations; }
  [[nodiscard]] bool is_cut() const { return left_ == 0; }
  // Power again: what had not been synced is partly gone. Call with every connection closed.
  void restart() {
    if (!is_cut()) survive();
    for (auto it = files_.begin(); it != files_.end();) {
      it = after_cut_.contains(it->first) ? std::next(it) : files_.erase(it);
    }
    for (auto& [path, bytes] : after_cut_) files_[path] = std::make_unique<File>(File{bytes, bytes, {}, {}});
    left_ = -1;
  }

 private:
  struct Write {
    std::size_t at;
    std::string bytes;
  };
  struct File {
    std::string durable;
    std::string live;
    std::vector<Write> unsynced;
    std::map<int, std::unique_ptr<std::array<char, 32'768>>> shared;
  };
  struct Handle {
    sqlite3_file base;
    PowerCutDisk* disk;
    File* file;
  };

  static PowerCutDisk& disk(sqlite3_vfs* vfs) { return *static_cast<PowerCutDisk*>(vfs->pAppData); }
  static Handle& handle(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }

  static void put(std::string& into, const Write& write) {
    if (into.size() < write.at + write.bytes.size()) into.resize(write.at + write.bytes.size());
    into.replace(write.at, write.bytes.size(), write.bytes);
  }

  void survive() {
    after_cut_.clear();
    for (auto& [path, file] : files_) {
      std::string bytes = file->durable;
      for (const Write& write : file->unsynced) {
        if (random_() % 2 == 0) put(bytes, write);
      }
      after_cut_[path] = std::move(bytes);
    }
  }

  // False: there is no power any more.
  bool operate() {
    if (left_ == 0) return false;
    if (left_ > 0 && --left_ == 0) {
      survive();
      return false;
    }
    return true;
  }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    auto& files = disk(vfs).files_;
    auto& slot = files[path == nullptr ? "temporary" : path];
    if (slot == nullptr) slot = std::make_unique<File>();
    handle(file).disk = &disk(vfs);
    handle(file).file = slot.get();
    file->pMethods = &methods();
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }

  static int read(sqlite3_file* file, void* out, int count, sqlite3_int64 at) {
    const std::string& live = handle(file).file->live;
    const auto size = static_cast<std::size_t>(count);
    const auto from = std::min(static_cast<std::size_t>(at), live.size());
    const std::size_t got = std::min(size, live.size() - from);
    std::memcpy(out, live.data() + from, got);
    if (got == size) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + got, 0, size - got);
    return SQLITE_IOERR_SHORT_READ;
  }

  static int write(sqlite3_file* file, const void* data, int count, sqlite3_int64 at) {
    Handle& self = handle(file);
    if (self.disk->is_full) return SQLITE_FULL;
    if (self.disk->is_read_only) return SQLITE_READONLY;
    if (!self.disk->operate()) return SQLITE_IOERR_WRITE;
    Write write{static_cast<std::size_t>(at), {static_cast<const char*>(data), static_cast<std::size_t>(count)}};
    put(self.file->live, write);
    self.file->unsynced.push_back(std::move(write));
    return SQLITE_OK;
  }

  static int sync(sqlite3_file* file, int) {
    Handle& self = handle(file);
    if (!self.disk->operate()) return SQLITE_IOERR_FSYNC;
    if (self.disk->lies) return SQLITE_OK;
    self.file->durable = self.file->live;
    self.file->unsynced.clear();
    return SQLITE_OK;
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    Handle& self = handle(file);
    if (!self.disk->operate()) return SQLITE_IOERR_TRUNCATE;
    self.file->live.resize(static_cast<std::size_t>(size));
    return SQLITE_OK;
  }

  static const sqlite3_io_methods& methods() {
    static const sqlite3_io_methods all = [] {
      sqlite3_io_methods m{};
      m.iVersion = 2;
      m.xClose = [](sqlite3_file*) { return SQLITE_OK; };
      m.xRead = &read;
      m.xWrite = &write;
      m.xTruncate = &truncate;
      m.xSync = &sync;
      m.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) {
        *size = static_cast<sqlite3_int64>(handle(file).file->live.size());
        return SQLITE_OK;
      };
      m.xLock = [](sqlite3_file*, int) { return SQLITE_OK; };
      m.xUnlock = [](sqlite3_file*, int) { return SQLITE_OK; };
      m.xCheckReservedLock = [](sqlite3_file*, int* held) {
        *held = 0;
        return SQLITE_OK;
      };
      m.xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; };
      m.xSectorSize = [](sqlite3_file*) { return 512; };
      m.xDeviceCharacteristics = [](sqlite3_file*) { return 0; };
      m.xShmMap = [](sqlite3_file* file, int region, int, int extend, auto** out) {
        auto& slot = handle(file).file->shared[region];
        if (slot == nullptr && extend != 0) {
          slot = std::make_unique<std::array<char, 32'768>>();
          slot->fill(0);
        }
        *out = slot == nullptr ? nullptr : slot->data();
        return SQLITE_OK;
      };
      m.xShmLock = [](sqlite3_file*, int, int, int) { return SQLITE_OK; };
      m.xShmBarrier = [](sqlite3_file*) {};
      m.xShmUnmap = [](sqlite3_file*, int) { return SQLITE_OK; };
      return m;
    }();
    return all;
  }

  std::mt19937 random_;
  const std::string name_;
  sqlite3_vfs vfs_{};
  std::map<std::string, std::unique_ptr<File>> files_;
  std::map<std::string, std::string> after_cut_;
  int left_ = -1;
};

}  // namespace redress::store::test
