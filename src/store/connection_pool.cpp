// SPDX-License-Identifier: Apache-2.0
#include "store/connection_pool.hpp"

namespace redress::store {

Status ConnectionPool::prepare(const char* schema) const {
  TRY_ASSIGN(const Lease connection, lease());
  TRY(connection->run("PRAGMA journal_mode = DELETE"));
  return connection->run(schema);
}

// Opening a file and reading its schema costs more than a look-up.
Result<ConnectionPool::Lease> ConnectionPool::lease() const {
  auto kept = idle_.write([](auto& idle) -> std::unique_ptr<Connection> {
    if (idle.empty()) return nullptr;
    auto last = std::move(idle.back());
    idle.pop_back();
    return last;
  });
  if (kept) return Lease{*this, std::move(kept)};
  TRY_ASSIGN(auto connection, Connection::open(path_, nullptr));
  TRY(connection->run("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF"));
  return Lease{*this, std::move(connection)};
}

}  // namespace redress::store
