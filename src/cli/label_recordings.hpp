// SPDX-License-Identifier: Apache-2.0
// cli/label_recordings.hpp — redress label for films and sound.
//
// Errors          those of label/label_recording.hpp; conflict when the output exists.
// Threads         the main thread, while it is the only one.
#pragma once

#include "cli/label_command.hpp"
#include "label/label_file.hpp"

namespace redress::cli {

// By its first bytes; what cannot be read is none.
[[nodiscard]] bool is_recording(const LabelOptions& options);
[[nodiscard]] Status label_one_recording(const LabelOptions& options, const label::LabelWish& wish);

}  // namespace redress::cli
