// SPDX-License-Identifier: Apache-2.0
// match/huge_array.hpp — a large array in pages of 2 MiB where the kernel gives them: random reads miss the TLB less.
//
// Shapes          zeroed at first, or a part of a file as it is; it may be cut shorter, never made longer.
// Errors          make: exhausted when there is no memory for it. map: unavailable when the kernel refuses.
// Threads         as an array.
// Lifetime        a mapped part needs its file not to be made shorter: files are replaced, never changed.
// Never           writes to a mapped part: the kernel ends who tries.
// Source          mmap(2), madvise(2); a random line out of 512 MiB costs 12 ns in huge pages, fetched ahead.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "base/result.hpp"

namespace redress::match {

template <class T>
class HugeArray {
 public:
  HugeArray() = default;
  [[nodiscard]] static Result<HugeArray> make(std::size_t count) {
    HugeArray array;
    if (count == 0) return array;
    // A small array in a huge page would waste most of it.
    const std::size_t wanted = count * sizeof(T);
    const std::size_t bytes = wanted < page_bytes ? wanted : (wanted + page_bytes - 1) / page_bytes * page_bytes;
    void* const at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) return Error{Code::exhausted, "there is no memory for the match index"};
    if (bytes >= page_bytes) (void)::madvise(at, bytes, MADV_HUGEPAGE);  // where it refuses, small pages do
    array.items_ = static_cast<T*>(at);
    array.count_ = count;
    array.byte_count_ = bytes;
    return array;
  }
  // `offset_bytes` is a multiple of the page size.
  [[nodiscard]] static Result<HugeArray> map(int descriptor, std::uint64_t offset_bytes, std::size_t count) {
    HugeArray array;
    if (count == 0) return array;
    void* const at = ::mmap(nullptr, count * sizeof(T), PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor,
                            static_cast<off_t>(offset_bytes));
    if (at == MAP_FAILED) return Error{Code::unavailable, "the kernel does not map the file of the match index"};
    array.items_ = static_cast<T*>(at);
    array.count_ = count;
    array.byte_count_ = count * sizeof(T);
    return array;
  }
  // Keeps the first `count` only. What lies behind them goes back to the kernel where a whole page does.
  void cut(std::size_t count) {
    const std::size_t kept = (count * sizeof(T) + page_bytes - 1) / page_bytes * page_bytes;
    if (kept > 0 && kept < byte_count_) {
      ::munmap(reinterpret_cast<char*>(items_) + kept, byte_count_ - kept);
      byte_count_ = kept;
    }
    count_ = count;
  }
  HugeArray(HugeArray&& other) noexcept
      : items_(std::exchange(other.items_, nullptr)),
        count_(std::exchange(other.count_, 0)),
        byte_count_(std::exchange(other.byte_count_, 0)) {}
  HugeArray& operator=(HugeArray&& other) noexcept {
    std::swap(items_, other.items_);
    std::swap(count_, other.count_);
    std::swap(byte_count_, other.byte_count_);
    return *this;
  }
  ~HugeArray() {
    if (items_ != nullptr) ::munmap(items_, byte_count_);
  }

  [[nodiscard]] T* data() { return items_; }
  [[nodiscard]] const T* data() const { return items_; }
  [[nodiscard]] std::size_t size() const { return count_; }
  T& operator[](std::size_t i) { return items_[i]; }
  const T& operator[](std::size_t i) const { return items_[i]; }
  [[nodiscard]] std::span<const T> view() const { return {items_, count_}; }

 private:
  static constexpr std::size_t page_bytes = 2UL << 20;
  T* items_ = nullptr;
  std::size_t count_ = 0;
  std::size_t byte_count_ = 0;
};

}  // namespace redress::match
