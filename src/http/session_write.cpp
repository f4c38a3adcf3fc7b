// SPDX-License-Identifier: Apache-2.0
// http/session_write.cpp — the writing half of a connection: tried at once, waited for only when the client is slower
// than us.
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "http/head.hpp"
#include "http/session.hpp"

namespace redress::http {

using boost::asio::ip::tcp;

void Session::wait_writable() {
  socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const boost::system::error_code& error) {
    if (!error && self->state_ == State::writing) self->write_some();
  });
}

void Session::send(Response&& response) {
  if (!is_sendable(response)) response = problem(500, "Internal Server Error", "The answer could not be sent.");
  std::uint64_t content_bytes = response.body.size();
  if (!response.file_path.empty()) attach_file(response, content_bytes);
  if (core_->draining) keep_alive_ = false;
  out_head_.clear();
  append_head(out_head_, response, {core_->date, content_bytes, keep_alive_, &core_->options.common_headers});
  out_body_ = std::move(response.body);
  if (head_only_ || is_bodiless(response.status)) {
    out_body_.clear();
    file_left_ = 0;
  }
  out_sent_ = 0;
  written_bytes_ = 0;
  state_ = State::writing;
  since_ = progress_ = std::chrono::steady_clock::now();
  write_some();
}

void Session::attach_file(Response& response, std::uint64_t& content_bytes) {
  struct stat facts {};
  file_ = ::open(response.file_path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file_ >= 0 && ::fstat(file_, &facts) == 0 && S_ISREG(facts.st_mode)) {
    response.body.clear();
    content_bytes = file_left_ = static_cast<std::uint64_t>(facts.st_size);
    return;
  }
  if (file_ >= 0) ::close(std::exchange(file_, -1));
  response = problem(500, "Internal Server Error", "What belongs here could not be read.");
  content_bytes = response.body.size();
}

void Session::write_some() {
  const bool done = write_memory() && write_file();
  if (state_ == State::closed) return;
  if (done) return finish_answer();
  wait_writable();
}

// True when head and body are out. False when the socket is full, or the connection was closed.
bool Session::write_memory() {
  const std::size_t total = out_head_.size() + out_body_.size();
  while (out_sent_ < total) {
    std::array<iovec, 2> parts{};
    std::size_t count = 0;
    if (out_sent_ < out_head_.size()) parts[count++] = {out_head_.data() + out_sent_, out_head_.size() - out_sent_};
    const std::size_t body_sent = out_sent_ > out_head_.size() ? out_sent_ - out_head_.size() : 0;
    if (body_sent < out_body_.size()) parts[count++] = {out_body_.data() + body_sent, out_body_.size() - body_sent};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    const ssize_t sent = ::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return false;
    if (sent < 0) {
      close();
      return false;
    }
    out_sent_ += static_cast<std::size_t>(sent);
    written_bytes_ += static_cast<std::uint64_t>(sent);
    progress_ = std::chrono::steady_clock::now();
  }
  return true;
}

bool Session::write_file() {
  while (file_left_ > 0) {
    const ssize_t sent =
        ::sendfile(socket_.native_handle(), file_, nullptr, std::min<std::uint64_t>(file_left_, 1 << 20));
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return false;
    if (sent <= 0) {  // the client left, or the file shrank: the length was promised, so only closing is honest
      close();
      return false;
    }
    file_left_ -= static_cast<std::uint64_t>(sent);
    written_bytes_ += static_cast<std::uint64_t>(sent);
    progress_ = std::chrono::steady_clock::now();
  }
  return true;
}

void Session::finish_answer() {
  if (file_ >= 0) ::close(std::exchange(file_, -1));
  if (out_body_.capacity() > 4096) out_body_ = {};
  if (!keep_alive_ || core_->draining) return linger();
  reset_reader();
  state_ = State::head;
  since_ = progress_;
  route_ = nullptr;
  if (!advancing_) advance(std::exchange(pending_, {}));
}

// Closing while the client still sends would reset the connection and lose the answer: say goodbye, read on for a
// while.
void Session::linger() {
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  state_ = State::lingering;
  since_ = std::chrono::steady_clock::now();
  pending_ = {};
  wait_readable();
}

}  // namespace redress::http
