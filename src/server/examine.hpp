// SPDX-License-Identifier: Apache-2.0
// server/examine.hpp — a file that came with a request, looked at in the sandbox: what the engine is to know of it.
//
// Use this when   an upload is checked, or a notice brings a file.
// Errors          unsupported: nothing that can be decoded, damaged, hostile; exhausted: a limit; unavailable:
//                 a decoder is not there, which is our fault and not the file's.
// Threads         any. A recording takes seconds: desk.recordings is the thread for it.
// Never           keeps the file: hashes, looks and, where it may be shown, previews are all that stays.
#pragma once

#include "server/desk.hpp"

namespace redress::server {

[[nodiscard]] bool is_recording(const http::SpoolFile& file);
enum class Shown { no, yes };  // to staff, as a preview
// Fills in the fingerprint and what is to be looked at; the rest of the check stays as it is.
[[nodiscard]] Status examine(Desk& desk, const http::SpoolFile& file, Shown shown, engine::MediaCheck& check);

}  // namespace redress::server
