// SPDX-License-Identifier: Apache-2.0
// cli/stop_signal.hpp — Ctrl-C and `kill`, waited for instead of handled.
//
// Use this when   a command serves until it is stopped: make one before any thread, wait() in the main thread.
// Errors          none.
// Threads         made by the main thread; every thread made later inherits the mask.
#pragma once

#include <signal.h>

namespace redress::cli {

class StopSignal {
 public:
  StopSignal() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGINT);
    ::sigaddset(&signals_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
  }
  void wait() const {
    int signal = 0;
    ::sigwait(&signals_, &signal);
  }

 private:
  sigset_t signals_{};
};

}  // namespace redress::cli
