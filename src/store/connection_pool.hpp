// SPDX-License-Identifier: Apache-2.0
// store/connection_pool.hpp — a small database that several threads, and `redress admin` beside them, use a call at a
// time: one connection for each call at once, kept for the next.
//
// Use this when   inside this room, for what stands apart from the journal: accounts, pictures, banks.
// Shapes          rollback-journal mode, whatever was committed is synced, what is removed is overwritten.
// Errors          those of sql.hpp.
// Threads         any. Who writes waits for who writes; a reader holds writers up while it reads: read in lots.
// Lifetime        a Lease is given back when it goes; the pool outlives it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/guarded.hpp"
#include "store/sql.hpp"

namespace redress::store {

class ConnectionPool {
 public:
  explicit ConnectionPool(std::string path) : path_(std::move(path)) {}

  class Lease {
   public:
    Lease(const ConnectionPool& pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Lease(Lease&&) noexcept = default;
    ~Lease() {
      if (connection_) pool_.idle_.write([&](auto& idle) { idle.push_back(std::move(connection_)); });
    }
    Connection* operator->() const { return connection_.get(); }

   private:
    const ConnectionPool& pool_;
    std::unique_ptr<Connection> connection_;
  };

  // Makes what is missing. `schema` is a literal.
  [[nodiscard]] Status prepare(const char* schema) const;
  [[nodiscard]] Result<Lease> lease() const;
  // All of `write` or nothing of it.
  template <class Write>
  [[nodiscard]] Status change(Write&& write) const {
    TRY_ASSIGN(const Lease connection, lease());
    TRY(connection->run("BEGIN IMMEDIATE"));
    Status done = std::forward<Write>(write)(*connection.operator->());
    if (done.ok()) done = connection->run("COMMIT");
    if (!done.ok()) (void)connection->run("ROLLBACK");
    return done;
  }

 private:
  const std::string path_;
  mutable Guarded<std::vector<std::unique_ptr<Connection>>> idle_;
};

}  // namespace redress::store
