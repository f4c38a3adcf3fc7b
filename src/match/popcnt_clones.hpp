// SPDX-License-Identifier: Apache-2.0
// match/popcnt_clones.hpp — a function compiled twice: POPCNT is not in the baseline that Debian builds for, and the
// loader picks the clone that the machine can run.
//
// Errors          none.
// Threads         none of its own.
// Source          GCC, "Function Multiversioning".
#pragma once

// The thread sanitizer's runtime is not up yet when the loader asks.
#ifdef __SANITIZE_THREAD__
#define REDRESS_POPCNT_CLONES
#else
#define REDRESS_POPCNT_CLONES __attribute__((target_clones("popcnt", "default")))
#endif
