// SPDX-License-Identifier: Apache-2.0
// cli/label_recordings.hpp — redress label for films and sound.
//
// Errors          those of label/label_recording.hpp; conflict when the output exists.
// Threads         the main thread, while it is the only one.
#pragma once

#include "cli/label_command.hpp"
#include "label/label_recording.hpp"

namespace redress::cli {

// By its first bytes; what cannot be read is none.
[[nodiscard]] bool is_recording(const LabelOptions& options);
// In a folder of its own, which goes with the answer. Tells progress on a terminal.
[[nodiscard]] Result<label::LabelledRecording> make_labelled(const LabelOptions& options, const label::LabelWish& wish);
[[nodiscard]] Status copy_to_new_file(const std::string& from, const std::string& to);
void report_recording(const label::LabelWish& wish, const label::LabelledRecording& labelled);

}  // namespace redress::cli
