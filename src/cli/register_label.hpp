// SPDX-License-Identifier: Apache-2.0
// cli/register_label.hpp — a file that was labelled here is put into a server's records, so that its copies are found.
//
// Errors          not_found: there is no such folder. Those of store/record_store.hpp; corrupt where our own file
//                 cannot be read again.
// Threads         any; the server may run meanwhile.
#pragma once

#include <string>

#include "label/label_file.hpp"

namespace redress::cli {

[[nodiscard]] Status register_label(const std::string& data_dir, ByteView file, const label::LabelWish& wish,
                                    const media::WholePictures& pictures);

}  // namespace redress::cli
