// SPDX-License-Identifier: Apache-2.0
#include "http/responder.hpp"

#include <utility>

namespace redress::http {
namespace {

class CallbackTicket final : public Responder::Ticket {
 public:
  explicit CallbackTicket(std::function<void(Response)> deliver) : deliver_(std::move(deliver)) {}
  void deliver(Response&& response) override { deliver_(std::move(response)); }

 private:
  std::function<void(Response)> deliver_;
};

}  // namespace

Responder::Responder(std::function<void(Response)> deliver)
    : ticket_(std::make_unique<CallbackTicket>(std::move(deliver)).release()) {}

Responder::Responder(std::unique_ptr<Ticket> ticket) noexcept : ticket_(ticket.release()) {}

Responder::Responder(const Responder& other) noexcept : ticket_(other.ticket_) {
  if (ticket_ != nullptr) ticket_->holders_.fetch_add(1, std::memory_order_relaxed);
}

Responder::Responder(Responder&& other) noexcept : ticket_(std::exchange(other.ticket_, nullptr)) {}

Responder& Responder::operator=(Responder other) noexcept {
  std::swap(ticket_, other.ticket_);
  return *this;
}

Responder::~Responder() {
  if (ticket_ == nullptr || ticket_->holders_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const std::unique_ptr<Ticket> last(ticket_);
  if (!last->answered_.exchange(true)) {
    last->deliver(problem(500, "Internal Server Error", "The request was accepted but nothing answered it."));
  }
}

void Responder::operator()(Response response) const {
  CHECK(ticket_ != nullptr);
  if (!ticket_->answered_.exchange(true)) ticket_->deliver(std::move(response));
}

}  // namespace redress::http
